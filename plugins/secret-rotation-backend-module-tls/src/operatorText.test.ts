import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  MisconfiguredError,
  SecretValue,
  type OwnCredentials,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { at } from './__testUtils__/ownAuthority';
import { openOperatorText, operatorTextEntry } from './operatorText';

const KEY = 'secretRotation.rotators.vault-pki.token';
const logIn = async () => undefined;

describe('a secret text of the operator’s', () => {
  it('is exactly one of a value, a file and a secret', () => {
    for (const wrong of [
      {},
      { value: '' },
      { value: 'a', file: '/b' },
      { secret: { store: 'vault' } },
      'a',
    ]) {
      expect(operatorTextEntry.safeParse(wrong).success).toBe(false);
    }
  });

  it('shows nothing when it is printed', async () => {
    const text = openOperatorText(
      { value: 'of-keyturn' },
      KEY,
      undefined,
      logIn,
    );
    expect(await text.read(at(1))).toBe('of-keyturn');
    expect(inspect(text, { depth: 9, showHidden: true })).not.toContain(
      'of-keyturn',
    );
  });

  it('is read anew from its file, and a file that is gone is said without its path', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-text-'));
    const file = join(folder, 'token');
    const text = openOperatorText({ file }, KEY, undefined, logIn);
    await writeFile(file, 'first\n');
    expect(await text.read(at(1))).toBe('first');
    await writeFile(file, 'second\n');
    expect(await text.read(at(1))).toBe('second');
    await rm(folder, { recursive: true });
    const error = await text.read(at(1)).catch(thrown => thrown);
    expect(error).toBeInstanceOf(MisconfiguredError);
    expect(inspect(error)).not.toContain(folder);
  });

  it('is read from a store, which the portal is then a consumer of', async () => {
    let held = SecretValue.text('first');
    const used: unknown[] = [];
    const ownCredentials: OwnCredentials = {
      use: (reference, tried) => {
        used.push(reference, tried);
        return { read: async () => held };
      },
    };
    const secret = { store: 'vault-prod', path: 'platform/token' };
    const text = openOperatorText({ secret }, KEY, ownCredentials, logIn);
    expect(used).toEqual([secret, logIn]);
    expect(await text.read(at(1))).toBe('first');
    held = SecretValue.of({ other: { value: 'second', secret: true } });
    await expect(text.read(at(1))).rejects.toThrow(MisconfiguredError);
    expect(() => openOperatorText({ secret }, KEY, undefined, logIn)).toThrow(
      MisconfiguredError,
    );
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ConfigReader } from '@backstage/config';
import { makeAuthority } from '../__testUtils__/madeAuthority';
import { readFileAuthoritySettings } from './settings';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-ca-settings-'));
  const { pem } = await makeAuthority('Settings');
  await writeFile(join(folder, 'ca.pem'), pem);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function read(entry: object) {
  return readFileAuthoritySettings({
    name: 'internal-ca',
    config: new ConfigReader({
      certificateFile: join(folder, 'ca.pem'),
      keyFile: join(folder, 'ca.key'),
      folder,
      ...entry,
    }),
  });
}

describe('an entry of kind tls-ca', () => {
  it('has defaults, and reads no private key', () => {
    expect(read({})).toMatchObject({
      certificates: [expect.stringContaining('BEGIN CERTIFICATE')],
      lifetimeMs: 90 * 86_400_000,
      list: { lifetimeMs: 7 * 86_400_000 },
    });
  });

  it('shows no passphrase when it is printed', () => {
    expect(inspect(read({ keyPassphrase: 'of-the-key' }))).not.toContain(
      'of-the-key',
    );
  });

  it.each([
    [{ certificateFile: '/nowhere/ca.pem' }, 'certificateFile'],
    [{ keyFile: '' }, 'keyFile'],
    [{ folder: 'relative' }, 'folder'],
    [{ lifetime: 'soon' }, 'lifetime'],
    [{ lifetime: { seconds: 1 } }, 'lifetime'],
    [{ revocationList: { url: 'file:///etc/passwd' } }, 'revocationList.url'],
    [{ revocationList: { lifetime: -1 } }, 'revocationList.lifetime'],
  ])('with %j is refused by the name of the key', (entry, key) => {
    expect(() => read(entry)).toThrow(
      expect.objectContaining({
        name: 'MisconfiguredError',
        message: expect.stringContaining(
          `secretRotation.rotators.internal-ca.${key}`,
        ),
        fix: expect.stringMatching(/./),
      }),
    );
  });
});

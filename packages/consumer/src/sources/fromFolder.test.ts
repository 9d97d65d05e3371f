import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MountedSecret } from '../__testUtils__/MountedSecret';
import { until } from '../__testUtils__/until';
import { fromFolder } from './fromFolder';

jest.setTimeout(30_000);

const fieldsOf = (number: number) => ({
  username: `user-${number}`,
  password: `password-${number}`,
  version: `${number}\n`,
});

describe('a folder that Kubernetes mounts', () => {
  let mounted: MountedSecret;
  beforeEach(async () => {
    mounted = await MountedSecret.create(fieldsOf(1));
  });
  afterEach(() => mounted.remove());

  it('is one secret with a field for each file', async () => {
    const content = await fromFolder(mounted.folder).read();
    expect(content.names.sort()).toEqual(['password', 'username']);
    expect(content.field('password')).toBe('password-1');
    expect(content.version).toBe('1');
  });

  it('is never read as half one version and half another while it is swapped', async () => {
    const source = fromFolder(mounted.folder);
    let isSwapping = true;
    const swapping = (async () => {
      for (let number = 2; number <= 200; number += 1) {
        await mounted.swap(fieldsOf(number));
      }
      isSwapping = false;
    })();
    const seen: string[] = [];
    while (isSwapping) {
      seen.push(
        await source.read().then(
          content =>
            content.field('username') === `user-${content.version}` &&
            content.field('password') === `password-${content.version}`
              ? 'whole'
              : 'torn',
          error => error.code,
        ),
      );
    }
    await swapping;
    expect(seen).toContain('whole');
    // A reader that was overtaken too often says so, and looks again later.
    expect(['whole', 'SECRET_UNUSABLE']).toEqual(
      expect.arrayContaining([...new Set(seen)]),
    );
    expect((await source.read()).version).toBe('200');
  });

  it.each([
    ['by its events', { pollMs: 60_000 }],
    ['by polling where nothing is reported', { watch: false, pollMs: 20 }],
  ])('is seen to be swapped %s', async (_how, options) => {
    let changes = 0;
    const stop = fromFolder(mounted.folder, options).watch?.(() => {
      changes += 1;
    });
    await mounted.swap(fieldsOf(2));
    await until('it is seen', () => changes > 0);
    stop?.();
    expect((await fromFolder(mounted.folder).read()).version).toBe('2');
  });
});

it('is a plain folder too, and names no file that is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-plain-'));
  const source = fromFolder(folder);
  await expect(source.read()).rejects.toThrow('The secret is empty');
  await writeFile(join(folder, 'password'), 'a-password');
  expect((await source.read()).field('password')).toBe('a-password');
  expect((await source.read()).version).toBeUndefined();
  await rm(folder, { recursive: true });
  await expect(source.read()).rejects.toMatchObject({ code: 'ENOENT' });
});

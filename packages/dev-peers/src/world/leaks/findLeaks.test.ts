import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLeaks, type Guarded } from './findLeaks';
import { formsOf } from './forms';
import { guardedValues } from './guardedValues';

const VALUE = 'k9_Q-"x/+ä%\\7f';
const nowhere: Guarded = {
  label: 'the password',
  value: VALUE,
  mayLieIn: () => false,
};

describe('the search for values', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-leaks-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function leaksIn(content: string | Buffer): Promise<string[]> {
    await writeFile(join(folder, 'some.log'), content);
    const { leaks } = await findLeaks(folder, [nowhere]);
    return leaks.map(leak => leak.form);
  }

  it.each([
    ['raw', VALUE],
    ['JSON', JSON.stringify({ password: VALUE })],
    ['percent-encoded', `?password=${encodeURIComponent(VALUE)}&x`],
    ['hex', Buffer.from(VALUE).toString('hex')],
    ['capital hex', Buffer.from(VALUE).toString('hex').toUpperCase()],
    ['base64', Buffer.from(VALUE).toString('base64')],
    ['base64url', Buffer.from(VALUE).toString('base64url')],
    ['basic authentication', Buffer.from(`u:${VALUE}`).toString('base64')],
    ['base64 of JSON', Buffer.from(`{"p":${VALUE}}`).toString('base64url')],
    [
      'unicode escapes',
      [...VALUE]
        .map(char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
    ],
  ])('finds a value written as %s', async (_, text) => {
    expect(await leaksIn(`before ${text} after`)).not.toEqual([]);
  });

  it('finds nothing where nothing is', async () => {
    expect(await leaksIn(`k9_Q-"x/+ä%\\7 f, ${'a'.repeat(1000)}`)).toEqual([]);
  });

  it('finds a value across the border of two pieces of a large file', async () => {
    const piece = 4 * 1024 * 1024;
    const content = Buffer.alloc(2 * piece, 'x');
    content.write(VALUE, piece - 5);
    expect(await leaksIn(content)).toContain('raw');
  });

  it('allows a value where it belongs, and nowhere else', async () => {
    await mkdir(join(folder, 'secrets-manager'));
    await mkdir(join(folder, 'logs'));
    const guarded = guardedValues({
      gone: ['old-password'],
      current: ['new-password'],
      credentials: [{ label: 'the admin', value: 'admin-password' }],
    });
    const all = 'new-password admin-password';
    await writeFile(join(folder, 'secrets-manager', 'kv.json'), all);
    await writeFile(join(folder, 'app-config.json'), 'admin-password');
    expect((await findLeaks(folder, guarded)).leaks).toEqual([]);

    await writeFile(join(folder, 'secrets-manager', 'server.log'), all);
    await writeFile(join(folder, 'secrets-manager', 'more'), 'old-password');
    await writeFile(join(folder, 'world.json'), 'new-password');
    const { leaks, files } = await findLeaks(folder, guarded);
    expect(leaks.map(leak => `${leak.label}: ${leak.path}`).sort()).toEqual([
      'current password 1: secrets-manager/server.log',
      'current password 1: world.json',
      'password 1, which is gone: secrets-manager/more',
      'the admin: secrets-manager/server.log',
    ]);
    expect(files).toBe(5);
  });

  it('looks for no form twice', () => {
    const forms = [...formsOf('plain').values()];
    expect(new Set(forms).size).toBe(forms.length);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import {
  MisconfiguredError,
  SecretValue,
  type OwnCredentials,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { readPostgresRotatorSettings } from './settings';

const context = { signal: new AbortController().signal };

function read(admin: object, ownCredentials?: OwnCredentials) {
  const settings = readPostgresRotatorSettings({
    name: 'pay',
    config: new ConfigReader({
      kind: 'postgres',
      strategy: 'alternating-users',
      admin: { host: 'pg.internal', ...admin },
    }),
    ownCredentials,
  });
  if (settings.strategy === 'delegated') throw new Error('delegated');
  return settings.admin.login(async () => undefined);
}

function login(username: string, password: string): SecretValue {
  return SecretValue.of({
    username: { value: username, secret: false },
    password: { value: password, secret: true },
  });
}

it('takes a login as text', async () => {
  const opened = read({ user: 'keyturn', password: 'pw' });
  expect(opened.user).toBe('keyturn');
  expect((await opened.read(context)).equals(login('keyturn', 'pw'))).toBe(
    true,
  );
});

describe('a login in a file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-admin-'));
    file = join(folder, 'admin.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is read anew at every login', async () => {
    const opened = read({ file });
    for (const user of ['keyturn_a', 'keyturn_b']) {
      await writeFile(
        file,
        JSON.stringify({ username: user, password: `of ${user}` }),
      );
      const value = await opened.read(context);
      expect(value.equals(login(user, `of ${user}`))).toBe(true);
    }
  });

  it.each(['', '{"username":"keyturn"', '{"username":"keyturn"}', '"text"'])(
    'is refused without its text when it holds %j',
    async content => {
      await writeFile(file, content);
      const failure = read({ file }).read(context);
      await expect(failure).rejects.toBeInstanceOf(MisconfiguredError);
      await expect(failure).rejects.not.toThrow('keyturn"');
    },
  );

  it('is refused by name when there is none', async () => {
    await expect(read({ file }).read(context)).rejects.toThrow(
      'The file of secretRotation.rotators.pay.admin holds no login',
    );
  });
});

describe('a login in a store', () => {
  const secret = { store: 'vault-prod', path: 'platform/postgres-admin' };

  it('is read anew at every login, and declared with the login that proves it', async () => {
    let current = login('keyturn_a', 'one');
    const use = jest.fn(() => ({ read: async () => current }));
    const opened = read({ secret }, { use });
    expect(use).toHaveBeenCalledWith(secret, expect.any(Function));
    expect(opened.user).toBeUndefined();
    expect((await opened.read(context)).equals(current)).toBe(true);
    current = login('keyturn_b', 'two');
    expect((await opened.read(context)).reveal('username')).toBe('keyturn_b');
  });

  it('is refused when it is no login', async () => {
    const use = () => ({ read: async () => SecretValue.text('plain') });
    await expect(read({ secret }, { use }).read(context)).rejects.toThrow(
      'has no fields username and password',
    );
  });
});

it.each([
  ['admin.password', { user: 'keyturn' }],
  ['admin.user', { password: 'pw' }],
  ['admin.file', {}],
  ['admin.file', { user: 'keyturn', password: 'pw', file: '/admin.json' }],
  ['admin.secret.path', { secret: { store: 'vault-prod' } }],
])('names the key %s and the fix', (key, admin) => {
  expect(() => read(admin)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(`secretRotation.rotators.pay.${key} `),
      fix: expect.stringMatching(/./),
    }),
  );
});

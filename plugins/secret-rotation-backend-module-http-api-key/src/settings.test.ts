import { inspect } from 'node:util';
import { ConfigReader } from '@backstage/config';
import {
  MisconfiguredError,
  SecretValue,
  type OwnCredentials,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { entryFor } from './__testUtils__/apiWorld';
import { readHttpApiKeySettings } from './settings';

const TOKEN = 'admin-Xq7vT2';
const entry = entryFor('https://api.example.com', TOKEN);

function read(change: object = {}, ownCredentials?: OwnCredentials) {
  const config = new ConfigReader(
    JSON.parse(JSON.stringify({ ...entry, ...change })),
  );
  return readHttpApiKeySettings({ name: 'pay', config, ownCredentials });
}

it('reads an entry and fills in what is usual', () => {
  expect(read({ timeout: undefined, settle: undefined })).toMatchObject({
    origin: 'https://api.example.com',
    timeoutMs: 10_000,
    settleMs: 10_000,
    fields: { key: 'key', id: 'keyId', account: 'account' },
    api: {
      test: { origins: ['https://api.example.com'], accepted: [200] },
      lifetimeDays: 365,
    },
  });
});

const { create, list, test: testing, revoke } = entry;

it.each<[string, object]>([
  ['origin', { origin: 'https://api.example.com/' }],
  ['origin', { origin: 'https://user@api.example.com' }],
  ['origin', { origin: 'https://API.example.com' }],
  ['origin', { origin: 'https://api.example.com:443' }],
  ['origin', { origin: 'ftp://api.example.com' }],
  [
    'origin',
    { origin: 'http://api.example.com', network: { plainHttp: false } },
  ],
  ['network.allow', { network: { allow: ['intranet'] } }],
  ['admin', { admin: {} }],
  ['admin', { admin: { fields: {} } }],
  ['admin', { admin: { secret: { store: 'vault', path: 'a' } } }],
  ['admin', { admin: { fields: { token: TOKEN }, file: '/admin.json' } }],
  ['timeout', { timeout: 'PT5M' }],
  ['label', { label: 'keyturn-{account}' }],
  ['label', { label: '{account}{run}{epoch}' }],
  ['create.path', { create: { ...create, path: '//elsewhere.example.com' } }],
  ['create.path', { create: { ...create, path: '/keys?admin={admin.token}' } }],
  ['create.path', { create: { ...create, path: '/keys/{admin.token}' } }],
  ['create.body', { create: { ...create, body: { name: '{nobody}' } } }],
  ['create.body', { create: { ...create, body: { name: '${label}' } } }],
  ['create.key', { create: { ...create, key: 'data.[' } }],
  ['list', { list: { ...list, label: undefined, lastUsedAt: undefined } }],
  ['list.query.a', { list: { ...list, query: { a: '{admin.token}' } } }],
  ['test.path', { test: { ...testing, path: '/me/{key}' } }],
  ['test.origins.0', { test: { ...testing, origins: ['api.example.com'] } }],
  [
    'test.headers.Authorization',
    { test: { ...testing, headers: { Authorization: '{admin.token}' } } },
  ],
  ['revoke.path', { revoke: { ...revoke, path: 'keys' } }],
])('names the key %s and the fix', (key, change) => {
  let thrown: unknown;
  try {
    read(change);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(MisconfiguredError);
  expect(thrown).toMatchObject({
    message: expect.stringMatching(
      `secretRotation\\.rotators\\.pay\\.${key.replaceAll('.', '\\.')}\\b`,
    ),
    fix: expect.stringMatching(/./),
  });
});

it("shows the administrator's credential neither in print nor in errors", () => {
  const settings = read();
  expect(inspect(settings, { depth: 9, showHidden: true })).not.toContain(
    TOKEN,
  );
  expect(JSON.stringify(settings)).not.toContain(TOKEN);
});

it("reads a stored administrator's credential at each use, and says that the portal uses it", async () => {
  const texts = ['first', 'second'];
  const used: unknown[] = [];
  const settings = read(
    {
      admin: {
        secret: { store: 'vault', path: 'keyturn/provider' },
        check: { path: '/me' },
      },
    },
    {
      use: reference => {
        used.push(reference);
        return {
          read: async () => SecretValue.text(texts.shift() ?? ''),
        };
      },
    },
  );
  const admin = settings.admin(async () => undefined);
  const context = { signal: new AbortController().signal };
  expect((await admin.read(context)).reveal('value')).toBe('first');
  expect((await admin.read(context)).reveal('value')).toBe('second');
  expect(used).toEqual([{ store: 'vault', path: 'keyturn/provider' }]);
});

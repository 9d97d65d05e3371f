import { inspect } from 'node:util';
import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { EntryPasswordRotator } from './EntryPasswordRotator';
import { readLdapRotatorSettings } from './settings';

const admin = { dn: 'cn=keyturn,dc=example', password: 'pw-Xq7vT2' };
const url = 'ldaps://ldap.internal';

function read(entry: object) {
  return readLdapRotatorSettings({
    name: 'people',
    config: new ConfigReader({ kind: 'ldap', allow: ['uid=*'], ...entry }),
  });
}

it('reads an entry and fills in what is usual', () => {
  expect(read({ admin, url })).toMatchObject({
    url,
    endpoints: [url],
    tls: { rejectUnauthorized: true },
    startTls: false,
    hash: 'ssha',
    markAttribute: 'description',
    passwords: { length: 43 },
  });
  expect(
    read({
      admin,
      url: 'ldap://ldap.internal:1389',
      endpoints: ['ldaps://a', 'ldaps://[::1]:1636'],
      startTls: true,
      hash: 'ssha512',
      markAttribute: 'info',
      password: { length: 64 },
    }),
  ).toMatchObject({
    endpoints: ['ldaps://a', 'ldaps://[::1]:1636'],
    startTls: true,
    hash: 'ssha512',
    passwords: { length: 64 },
  });
});

it.each([
  ['url', { admin }],
  ['url', { admin, url: 'https://ldap.internal' }],
  ['url', { admin, url: 'ldap://user@ldap.internal' }],
  ['url', { admin, url: 'ldap://ldap.internal/dc=example' }],
  ['admin', { url }],
  ['admin.dn', { url, admin: { ...admin, dn: '' } }],
  ['admin.dn', { url, admin: { password: 'pw' } }],
  ['admin.file', { url, admin: { ...admin, file: '/admin.json' } }],
  ['admin.file', { url, admin: {} }],
  ['admin.secret.path', { url, admin: { secret: { store: 's' } } }],
  ['admin.secret', { url, admin: { secret: { store: 's', path: 'p' } } }],
  ['admin.password', { url, admin: { ...admin, password: 12345678 } }],
  ['endpoints', { url, admin, endpoints: [] }],
  ['endpoints.1', { url, admin, endpoints: [url, 'ldap.internal:389'] }],
  ['hash', { url, admin, hash: 'md5' }],
  ['markAttribute', { url, admin, markAttribute: 'a b' }],
  ['startTls', { url, admin, startTls: 'yes' }],
  ['password.length', { url, admin, password: { length: 0 } }],
])('names the key %s and the fix', (key, entry) => {
  let thrown: unknown;
  try {
    read(entry);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(MisconfiguredError);
  expect(thrown).toMatchObject({
    message: expect.stringContaining(`secretRotation.rotators.people.${key} `),
    fix: expect.stringMatching(/./),
  });
});

it("shows the administrator's password neither in print nor in errors", () => {
  const settings = read({ admin, url });
  expect(inspect(settings, { depth: 9, showHidden: true })).not.toContain(
    admin.password,
  );
  expect(JSON.stringify(settings)).not.toContain(admin.password);
});

it("the administrator's own entry is not rotated by itself, however its name is written", () => {
  const rotator = new EntryPasswordRotator(read({ admin, url }));
  expect(() => rotator.parseOptions({ dn: 'CN=Keyturn,dc=example' })).toThrow(
    "options.dn names the administrator's own entry",
  );
});

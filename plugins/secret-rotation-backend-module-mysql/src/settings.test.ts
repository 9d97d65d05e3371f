import { inspect } from 'node:util';
import { ConfigReader } from '@backstage/config';
import { readMysqlRotatorSettings } from './settings';

const admin = { host: 'db.internal', user: 'keyturn', password: 'pw-Xq7vT2' };

function read(entry: object) {
  return readMysqlRotatorSettings({
    name: 'pay',
    config: new ConfigReader({
      kind: 'mysql',
      strategy: 'alternating-users',
      allow: ['payments_*'],
      ...entry,
    }),
  });
}

it('reads an entry and fills in what is usual', () => {
  expect(read({ admin })).toMatchObject({
    strategy: 'alternating-users',
    accountHost: '%',
    admin: { host: 'db.internal', port: 3306 },
    endpoints: [{ host: 'db.internal', port: 3306 }],
    probeQuery: 'select 1',
    passwords: { length: 43 },
    tls: undefined,
  });
  expect(
    read({
      admin: { ...admin, ssl: true },
      strategy: 'dual-password',
      endpoints: ['proxy:6033', '[::1]'],
      password: { length: 32, alphabet: 'printable', require: ['symbol'] },
    }),
  ).toMatchObject({
    strategy: 'dual-password',
    endpoints: [
      { host: 'proxy', port: 6033 },
      { host: '::1', port: 3306 },
    ],
    passwords: { length: 32, require: ['symbol'] },
    tls: { rejectUnauthorized: true },
  });
});

it.each([
  ['strategy', { strategy: 'one-user', admin }],
  ['admin', {}],
  ['admin.host', { admin: { ...admin, host: '' } }],
  ['admin.port', { admin: { ...admin, port: 70000 } }],
  ['admin.password', { admin: { host: 'db', user: 'keyturn' } }],
  ['accountHost', { admin, accountHost: 'a b' }],
  ['endpoints.0', { admin, endpoints: ['mysql://a'] }],
  ['probeQuery', { admin, probeQuery: '' }],
  ['password.length', { admin, password: { length: 300 } }],
  ['password gives', { admin, password: { length: 10 } }],
])('names the key %s and the fix', (key, entry) => {
  expect(() => read(entry)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(`secretRotation.rotators.pay.${key}`),
      fix: expect.stringMatching(/./),
    }),
  );
});

it("shows the administrator's password neither in print nor in errors", () => {
  const settings = read({ admin });
  expect(inspect(settings, { depth: 9, showHidden: true })).not.toContain(
    admin.password,
  );
  expect(JSON.stringify(settings)).not.toContain(admin.password);
});

import { inspect } from 'node:util';
import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readPostgresRotatorSettings } from './settings';

const admin = { host: 'pg.internal', user: 'keyturn', password: 'pw-Xq7vT2' };

function read(entry: object) {
  return readPostgresRotatorSettings({
    name: 'pay',
    config: new ConfigReader({
      kind: 'postgres',
      strategy: 'alternating-users',
      allow: ['payments_*'],
      ...entry,
    }),
  });
}

it('reads an entry and fills in what is usual', () => {
  expect(read({ admin })).toMatchObject({
    admin: { host: 'pg.internal', port: 5432, database: 'postgres' },
    endpoints: [{ host: 'pg.internal', port: 5432 }],
    probeQuery: 'select 1',
    tls: false,
  });
  expect(
    read({
      admin: { ...admin, ssl: true },
      endpoints: ['pooler:6432', 'replica', '[::1]:5433'],
    }),
  ).toMatchObject({
    endpoints: [
      { host: 'pooler', port: 6432 },
      { host: 'replica', port: 5432 },
      { host: '::1', port: 5433 },
    ],
    tls: { rejectUnauthorized: true },
  });
});

it.each([
  ['strategy', { strategy: 'one-user', admin }],
  ['admin', {}],
  ['admin.host', { admin: { ...admin, host: '' } }],
  ['admin.password', { admin: { ...admin, password: 12345678 } }],
  ['admin.port', { admin: { ...admin, port: 70000 } }],
  ['endpoints', { admin, endpoints: [] }],
  ['endpoints.1', { admin, endpoints: ['a:1', 'postgresql://a:1/b'] }],
  ['endpoints.0', { admin, endpoints: ['a:70000'] }],
  ['probeQuery', { admin, probeQuery: '' }],
])('names the key %s and the fix', (key, entry) => {
  let thrown: unknown;
  try {
    read(entry);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(MisconfiguredError);
  expect(thrown).toMatchObject({
    message: expect.stringContaining(`secretRotation.rotators.pay.${key} `),
    fix: expect.stringMatching(/./),
  });
});

it("shows the administrator's password neither in print nor in errors", () => {
  const settings = read({ admin });
  expect(inspect(settings, { depth: 9, showHidden: true })).not.toContain(
    admin.password,
  );
  expect(JSON.stringify(settings)).not.toContain(admin.password);
});

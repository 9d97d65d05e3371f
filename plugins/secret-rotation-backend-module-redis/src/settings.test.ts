import { inspect } from 'node:util';
import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AclUserRotator } from './AclUserRotator';
import { readRedisRotatorSettings } from './settings';

const admin = { user: 'keyturn', password: 'pw-Xq7vT2' };
const nodes = ['redis-0.internal:6379'];

function read(entry: object) {
  return readRedisRotatorSettings({
    name: 'cache',
    config: new ConfigReader({ kind: 'redis', allow: ['shop'], ...entry }),
  });
}

it('reads an entry and fills in what is usual', () => {
  expect(read({ admin, nodes })).toMatchObject({
    nodes: [{ host: 'redis-0.internal', port: 6379 }],
    endpoints: [{ host: 'redis-0.internal', port: 6379 }],
    tls: false,
    probeCommand: [],
    passwords: { length: 43 },
  });
  expect(
    read({
      admin,
      nodes: ['a', '[::1]:7000'],
      endpoints: ['proxy:6380'],
      tls: true,
      probeCommand: ['GET', 'health'],
      password: { length: 64, alphabet: 'alphanumeric' },
    }),
  ).toMatchObject({
    nodes: [
      { host: 'a', port: 6379 },
      { host: '::1', port: 7000 },
    ],
    endpoints: [{ host: 'proxy', port: 6380 }],
    tls: { rejectUnauthorized: true },
    probeCommand: ['GET', 'health'],
    passwords: { length: 64 },
  });
});

it.each([
  ['admin', { nodes }],
  ['admin.user', { nodes, admin: { ...admin, user: '' } }],
  ['admin.user', { nodes, admin: { password: 'pw' } }],
  ['admin.file', { nodes, admin: { ...admin, file: '/admin.json' } }],
  ['admin.file', { nodes, admin: {} }],
  ['admin.secret.path', { nodes, admin: { secret: { store: 's' } } }],
  ['admin.secret', { nodes, admin: { secret: { store: 's', path: 'p' } } }],
  ['admin.password', { nodes, admin: { ...admin, password: 12345678 } }],
  ['nodes', { admin }],
  ['nodes', { admin, nodes: [] }],
  ['nodes.1', { admin, nodes: ['a:1', 'redis://a:1'] }],
  ['endpoints.0', { admin, nodes, endpoints: ['a:70000'] }],
  ['tls', { admin, nodes, tls: 'yes' }],
  ['probeCommand', { admin, nodes, probeCommand: 'PING' }],
  ['password.length', { admin, nodes, password: { length: 0 } }],
])('names the key %s and the fix', (key, entry) => {
  let thrown: unknown;
  try {
    read(entry);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(MisconfiguredError);
  expect(thrown).toMatchObject({
    message: expect.stringContaining(`secretRotation.rotators.cache.${key} `),
    fix: expect.stringMatching(/./),
  });
});

it("shows the administrator's password neither in print nor in errors", () => {
  const settings = read({ admin, nodes });
  expect(inspect(settings, { depth: 9, showHidden: true })).not.toContain(
    admin.password,
  );
  expect(JSON.stringify(settings)).not.toContain(admin.password);
});

it("the administrator's own user is not rotated by itself", () => {
  const rotator = new AclUserRotator(read({ admin, nodes }));
  expect(() => rotator.parseOptions({ user: 'keyturn' })).toThrow(
    "options.user names the administrator's own user",
  );
});

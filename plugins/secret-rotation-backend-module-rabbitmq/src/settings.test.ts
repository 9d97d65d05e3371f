import { inspect } from 'node:util';
import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AlternatingUsersRotator } from './AlternatingUsersRotator';
import { readRabbitMqRotatorSettings } from './settings';

const admin = { user: 'keyturn', password: 'pw-Xq7vT2' };
const management = 'https://rabbit.internal:15671';
const endpoints = ['rabbit-0.internal'];
const usual = { admin, management, endpoints };

function read(entry: object) {
  return readRabbitMqRotatorSettings({
    name: 'broker',
    config: new ConfigReader({ kind: 'rabbitmq', allow: ['shop_*'], ...entry }),
  });
}

it('reads an entry and fills in what is usual', () => {
  expect(read(usual)).toMatchObject({
    management,
    endpoints: [{ host: 'rabbit-0.internal', port: 5672 }],
    tls: false,
    passwords: { length: 43 },
  });
  expect(
    read({
      ...usual,
      management: 'http://rabbit.internal/prefix/',
      endpoints: ['a', '[::1]:5673'],
      tls: { ca: 'PEM' },
      virtualHost: 'shop',
      password: { length: 64 },
    }),
  ).toMatchObject({
    management: 'http://rabbit.internal/prefix',
    endpoints: [
      { host: 'a', port: 5671 },
      { host: '::1', port: 5673 },
    ],
    tls: { ca: 'PEM', rejectUnauthorized: true },
    virtualHost: 'shop',
    passwords: { length: 64 },
  });
});

it.each([
  ['management', { ...usual, management: undefined }],
  ['management', { ...usual, management: 'rabbit.internal' }],
  ['management', { ...usual, management: 'https://u:p@rabbit.internal' }],
  ['management', { ...usual, management: 'https://rabbit.internal?x=1' }],
  ['admin', { ...usual, admin: undefined }],
  ['admin.user', { ...usual, admin: { ...admin, user: '' } }],
  ['admin.user', { ...usual, admin: { password: 'pw' } }],
  ['admin.file', { ...usual, admin: { ...admin, file: '/admin.json' } }],
  ['admin.file', { ...usual, admin: {} }],
  ['admin.secret.path', { ...usual, admin: { secret: { store: 's' } } }],
  ['admin.secret', { ...usual, admin: { secret: { store: 's', path: 'p' } } }],
  ['admin.password', { ...usual, admin: { ...admin, password: 12345678 } }],
  ['endpoints', { ...usual, endpoints: [] }],
  ['endpoints.0', { ...usual, endpoints: ['amqp://a'] }],
  ['tls', { ...usual, tls: 'yes' }],
  ['virtualHost', { ...usual, virtualHost: '' }],
  ['password.length', { ...usual, password: { length: 0 } }],
])('names the key %s and the fix', (key, entry) => {
  let thrown: unknown;
  try {
    read(entry);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(MisconfiguredError);
  expect(thrown).toMatchObject({
    message: expect.stringContaining(`secretRotation.rotators.broker.${key} `),
    fix: expect.stringMatching(/./),
  });
});

it("shows the administrator's password neither in print nor in errors", () => {
  const settings = read(usual);
  expect(inspect(settings, { depth: 9, showHidden: true })).not.toContain(
    admin.password,
  );
  expect(JSON.stringify(settings)).not.toContain(admin.password);
});

it("the administrator's own user is not rotated by itself", () => {
  const rotator = new AlternatingUsersRotator(read(usual));
  expect(() => rotator.parseOptions({ users: ['shop', 'keyturn'] })).toThrow(
    "options.users names the administrator's own login",
  );
});

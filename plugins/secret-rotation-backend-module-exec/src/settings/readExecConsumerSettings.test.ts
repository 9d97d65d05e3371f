import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { inspect } from 'node:util';
import { readExecConsumerSettings } from './readExecConsumerSettings';

const KEY = 'secretRotation.consumers.units';
const good: JsonObject = {
  kind: 'exec',
  entities: ['component:payments/*'],
  reloadCommand: ['/usr/bin/systemctl', 'reload', '{name}.service'],
  healthCommand: [
    '/usr/bin/systemctl',
    'is-active',
    '--quiet',
    '{name}.service',
  ],
  attestCommand: ['/usr/local/bin/attest', '{name}'],
};
const read = (entry: JsonObject) =>
  readExecConsumerSettings({
    name: 'units',
    config: new ConfigReader({
      ...good,
      // A URL takes the place of the command.
      ...('attest' in entry ? { attestCommand: undefined } : {}),
      ...entry,
    }),
  });
const entity = (name: string) => ({
  entityRef: `component:payments/${name}`,
  name,
  namespace: 'payments',
  labels: {},
});

it('fills the placeholders of an argument, and each instance', () => {
  const { instances } = read({
    instances: ['app-1.internal', 'app-2.internal'],
    reloadCommand: ['/usr/bin/ssh', 'keyturn@{instance}', 'reload', '{name}'],
    healthCommand: ['/usr/bin/ssh', '{instance}', 'true'],
    attest: 'https://{instance}:8443/keyturn/attest',
    token: 'a-token',
  });
  expect(
    instances.map(({ reload, attest }) => [
      reload.expand(entity('checkout')),
      attest.by === 'url' && attest.url.expand(entity('checkout')),
    ]),
  ).toEqual([
    [
      ['keyturn@app-1.internal', 'reload', 'checkout'],
      'https://app-1.internal:8443/keyturn/attest',
    ],
    [
      ['keyturn@app-2.internal', 'reload', 'checkout'],
      'https://app-2.internal:8443/keyturn/attest',
    ],
  ]);
});

it.each(['--all', 'a b', 'a;b', '../a', '$(a)', 'a.b', '', 'a\nb', '{name}'])(
  'lets the name %j of an entity into no argument',
  name => {
    const [{ reload }] = read({}).instances;
    expect(() => reload.expand(entity(name))).toThrow(MisconfiguredError);
  },
);

it.each<[string, JsonObject]>([
  ['entities', { entities: [] }],
  ['entities', { entities: ['checkout'] }],
  ['entities', { entities: ['component:default/check(out|in)'] }],
  ['reloadCommand', { reloadCommand: 'systemctl reload checkout' }],
  ['reloadCommand', { reloadCommand: [] }],
  ['reloadCommand', { reloadCommand: ['systemctl', 'reload', 'checkout'] }],
  ['reloadCommand', { reloadCommand: ['/usr/bin/{name}'] }],
  ['reloadCommand', { reloadCommand: ['/bin/true', '{kind}'] }],
  ['reloadCommand', { reloadCommand: ['/bin/true', '{instance}'] }],
  ['reloadCommand', { reloadCommand: ['/bin/true', 'a\0b'] }],
  ['healthCommand', { healthCommand: ['./is-healthy'] }],
  ['attestCommand', { attestCommand: 'attest' }],
  ['attestCommand', { attestCommand: ['/bin/attest'], attest: 'https://a' }],
  ['attestCommand', { attest: undefined }],
  ['attest', { attest: 'ftp://a.internal' }],
  ['attest', { attest: 'http://{name}:8080/attest', token: 'a-token' }],
  ['token', { token: 'a-token' }],
  ['token', { token: 'two words', attest: 'https://a.internal/attest' }],
  ['instances', { instances: ['-oProxyCommand=a'] }],
  ['reloadCommand', { instances: ['a', 'b'] }],
  ['environment', { environment: { KEYTURN_VERSION: '1' } }],
  ['environment', { environment: { 'A=B': '1' } }],
  ['timeout', { timeout: { minutes: 5 } }],
  ['effect', { effect: '' }],
])('refuses a wrong %s, naming the key and the fix: %j', (wrong, entry) => {
  const problem = (() => {
    try {
      return read(entry);
    } catch (error) {
      return error;
    }
  })();
  expect(problem).toBeInstanceOf(MisconfiguredError);
  expect(problem).toMatchObject({
    message: expect.stringContaining(`${KEY}.${wrong}`),
    fix: expect.stringMatching(/./),
  });
});

it.each([
  ['component:payments/*', 'component:payments/checkout', true],
  ['Component:Payments/Check*', 'component:payments/checkout', true],
  ['*:payments/checkout', 'resource:payments/checkout', true],
  ['component:payments/*', 'component:default/checkout', false],
  ['component:payments/check', 'component:payments/checkout', false],
  ['component:payments/a.c', 'component:payments/abc', false],
])('allows by %s the entity %s: %s', (pattern, ref, isAllowed) => {
  expect(read({ entities: [pattern] }).mayName(ref)).toBe(isAllowed);
});

it('prints no token', () => {
  const settings = read({
    attest: 'https://a.internal/attest',
    token: 'the-token',
  });
  expect(inspect(settings, { depth: 9 })).not.toContain('the-token');
});

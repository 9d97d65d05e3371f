import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { functionsOf } from './functionsOf';
import { readLambdaConsumerSettings } from './settings';

const read = (settings: JsonObject = {}) =>
  readLambdaConsumerSettings({
    name: 'lambda',
    config: new ConfigReader({
      region: 'eu-central-1',
      allow: [{ namespaces: ['default'], functions: ['payments-*', 'ledger'] }],
      ...settings,
    }),
  });

const named = (names: string | undefined, namespace = 'default') => ({
  entityRef: `component:${namespace}/api`,
  name: 'api',
  namespace,
  labels: {},
  ...(names !== undefined && {
    annotations: { 'aws.com/lambda-function-name': names },
  }),
});

it('takes the names of the annotation, sorted and once', () => {
  expect(
    functionsOf(named('payments-b, ledger,payments-a,ledger'), read()),
  ).toEqual(['ledger', 'payments-a', 'payments-b']);
});

it("takes the entry's patterns over the annotation", () => {
  const settings = read({ functions: ['payments-{name}'] });
  expect(functionsOf(named('ledger'), settings)).toEqual(['payments-api']);
});

it.each([
  ['of another team', 'orders'],
  ['that only contains an allowed one', 'x-payments-a'],
  ['one allowed, one not', 'ledger,orders'],
  ['in another account', 'arn:aws:lambda:eu-central-1:1:function:ledger'],
  ['with a version', 'payments-a:7'],
  ['that leaves the path', 'payments-a/../orders'],
])('refuses a function %s', (_what, names) => {
  expect(() => functionsOf(named(names), read())).toThrow(MisconfiguredError);
});

it('refuses a consumer that names none, too many, or lives in another namespace', () => {
  const many = Array.from({ length: 51 }, (_, index) => `payments-${index}`);
  for (const consumer of [
    named(undefined),
    named(' , '),
    named(many.join(',')),
    named('ledger', 'elsewhere'),
  ])
    expect(() => functionsOf(consumer, read())).toThrow(MisconfiguredError);
});

it.each([
  ['region', 'everywhere'],
  ['accountId', '12'],
  ['endpoint', 'ftp://lambda.internal'],
  ['functions', ['payments-api']],
  ['alias', '7'],
  ['allow', []],
  ['mark', { environment: '{path}' }],
  ['mark', { environment: 'A', description: 'b' }],
  ['probe', { payload: {}, version: '' }],
  ['timeout', { hours: 1 }],
])('names the key %s when it is not usable', (key, value) => {
  expect(() => read({ [key]: value })).toThrow(
    `secretRotation.consumers.lambda.${key}`,
  );
});

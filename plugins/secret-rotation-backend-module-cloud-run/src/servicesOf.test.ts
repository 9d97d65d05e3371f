import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { CHECKOUT } from './__testUtils__/TestServices';
import { servicesOf } from './servicesOf';
import { readCloudRunConsumerSettings } from './settings';

const ENTRY = {
  kind: 'cloud-run',
  project: 'payments-prod',
  region: 'europe-west3',
  allow: [
    { namespaces: ['default'], services: ['checkout-*', 'cart'] },
    { namespaces: ['other'], services: ['*'] },
  ],
};
const settingsOf = (more = {}) =>
  readCloudRunConsumerSettings({
    name: 'run',
    config: new ConfigReader({ ...ENTRY, ...more }),
  });
const annotated = (text: string, namespace = 'default') => ({
  ...CHECKOUT,
  namespace,
  annotations: { 'keyturn.dev/cloud-run-services': text },
});

it('takes the names of the annotation, each once', () => {
  expect(
    servicesOf(
      annotated(' checkout-b, checkout-a,checkout-b, cart'),
      settingsOf(),
    ),
  ).toEqual(['cart', 'checkout-a', 'checkout-b']);
});

it('takes the patterns of the entry in place of the annotation', () => {
  const services = ['checkout-{name}', '{name}'];
  const consumer = { ...annotated('cart', 'other'), name: 'api' };
  expect(servicesOf(consumer, settingsOf({ services }))).toEqual([
    'api',
    'checkout-api',
  ]);
});

it.each([
  ['no name', ''],
  ['a name that is not allowed', 'checkout-a, admin'],
  ['a name that only begins as an allowed one', 'cart-admin'],
  ['another project', 'projects/other/locations/europe-west3/services/cart'],
  ['a way out of the path', '../checkout-a'],
  ['a revision', 'checkout-a/revisions/checkout-a-00001'],
  ['what is no name', 'checkout-a?x=y'],
])('refuses %s', (_what, text) => {
  expect(() => servicesOf(annotated(text), settingsOf())).toThrow(
    MisconfiguredError,
  );
});

it.each([
  ['project', { project: 'projects/x' }],
  ['region', { region: undefined }],
  ['endpoint', { endpoint: 'http://run.internal' }],
  ['endpoint', { endpoint: 'https://run.googleapis.com/v2' }],
  ['services', { services: ['fixed'] }],
  ['allow', { allow: undefined }],
  ['references', { references: ['payments'] }],
  ['movePinned', { movePinned: 'sometimes' }],
])('names the key %s when it is not usable', (key, wrong) => {
  expect(() => settingsOf(wrong)).toThrow(
    `secretRotation.consumers.run.${key}`,
  );
});

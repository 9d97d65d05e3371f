import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  MisconfiguredError,
  secretRotationExtensionPoint,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleKubernetes from './index';

const CLUSTERS = [
  {
    type: 'config',
    clusters: [
      {
        name: 'prod',
        url: 'https://kubernetes.invalid',
        authProvider: 'serviceAccount',
        serviceAccountToken: 'a-token',
      },
      {
        name: 'plain',
        url: 'http://kubernetes.invalid',
        authProvider: 'serviceAccount',
      },
      { name: 'google', url: 'https://google.invalid', authProvider: 'google' },
    ],
  },
];

it('registers the consumer kind kubernetes on the clusters of Backstage, and opens no connection by itself', async () => {
  const addConsumer = jest.fn();
  await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        { addConsumer, addStore: jest.fn(), addRotator: jest.fn() },
      ],
    ],
    features: [
      secretRotationModuleKubernetes,
      mockServices.rootConfig.factory({
        data: { kubernetes: { clusterLocatorMethods: CLUSTERS } },
      }),
    ],
  });
  expect(addConsumer).toHaveBeenCalledTimes(1);
  const [kind, factory] = addConsumer.mock.calls[0];
  expect(kind).toBe('kubernetes');
  const entryOn = (cluster: string) => ({
    name: 'kubernetes',
    config: new ConfigReader({
      kind: 'kubernetes',
      keeper: 'external-secrets',
      allow: [
        {
          namespaces: ['default'],
          clusters: [cluster],
          workloadNamespaces: ['payments'],
        },
      ],
    }),
  });
  expect(factory(entryOn('prod'))).toMatchObject({ attests: true });
  for (const unusable of ['plain', 'google', 'unknown'])
    expect(() => factory(entryOn(unusable))).toThrow(MisconfiguredError);
});

import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleCloudRun from './index';

it('registers the consumer kind cloud-run, which opens no connection by itself', async () => {
  const addConsumer = jest.fn();
  await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        { addConsumer, addStore: jest.fn(), addRotator: jest.fn() },
      ],
    ],
    features: [secretRotationModuleCloudRun, mockServices.rootConfig.factory()],
  });
  expect(addConsumer).toHaveBeenCalledTimes(1);
  const [kind, factory] = addConsumer.mock.calls[0];
  expect(kind).toBe('cloud-run');
  const config = new ConfigReader({
    kind,
    project: 'payments-prod',
    region: 'europe-west3',
    allow: [{ namespaces: ['default'], services: ['payments-*'] }],
  });
  expect(factory({ name: 'run', config })).toMatchObject({ attests: true });
});

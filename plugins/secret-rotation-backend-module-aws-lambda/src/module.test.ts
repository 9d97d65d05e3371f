import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleAwsLambda from './index';

it('registers the consumer kind aws-lambda, which opens no connection by itself', async () => {
  const addConsumer = jest.fn();
  await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        { addConsumer, addStore: jest.fn(), addRotator: jest.fn() },
      ],
    ],
    features: [
      secretRotationModuleAwsLambda,
      mockServices.rootConfig.factory(),
    ],
  });
  expect(addConsumer).toHaveBeenCalledTimes(1);
  const [kind, factory] = addConsumer.mock.calls[0];
  expect(kind).toBe('aws-lambda');
  const config = new ConfigReader({
    kind,
    region: 'eu-central-1',
    allow: [{ namespaces: ['default'], functions: ['payments-*'] }],
  });
  expect(factory({ name: 'lambda', config })).toMatchObject({ attests: true });
});

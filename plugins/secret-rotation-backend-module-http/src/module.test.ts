import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleHttp from './index';

it('registers the consumer kind http, which opens no connection by itself', async () => {
  const addConsumer = jest.fn();
  await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        { addConsumer, addStore: jest.fn(), addRotator: jest.fn() },
      ],
    ],
    features: [secretRotationModuleHttp, mockServices.rootConfig.factory()],
  });
  expect(addConsumer).toHaveBeenCalledTimes(1);
  const [kind, factory] = addConsumer.mock.calls[0];
  expect(kind).toBe('http');
  expect(
    factory({
      name: 'http',
      config: new ConfigReader({
        kind: 'http',
        base: 'http://{name}.svc.internal',
        token: 'a-token',
        effect: 'is restarted',
      }),
    }),
  ).toMatchObject({ attests: true, effect: 'is restarted' });
});

import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModulePrometheus from './index';

jest.setTimeout(60_000);

it('registers the health source kind prometheus, which asks nothing by itself', async () => {
  const addHealthSource = jest.fn();
  await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        {
          addHealthSource,
          addConsumer: jest.fn(),
          addStore: jest.fn(),
          addRotator: jest.fn(),
        },
      ],
    ],
    features: [
      secretRotationModulePrometheus,
      mockServices.rootConfig.factory(),
    ],
  });
  expect(addHealthSource).toHaveBeenCalledTimes(1);
  const [kind, factory] = addHealthSource.mock.calls[0];
  expect(kind).toBe('prometheus');
  const config = new ConfigReader({
    kind: 'prometheus',
    address: 'https://prometheus.invalid',
    query: 'up{app="{name}"}',
    healthyWhen: '== 1',
  });
  expect(factory({ name: 'errors', config }).title).toBe('Prometheus');
});

import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleExec from './index';

jest.setTimeout(60_000);

it('registers the consumer kind exec, which runs nothing by itself', async () => {
  const addConsumer = jest.fn();
  await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        { addConsumer, addStore: jest.fn(), addRotator: jest.fn() },
      ],
    ],
    features: [secretRotationModuleExec, mockServices.rootConfig.factory()],
  });
  expect(addConsumer).toHaveBeenCalledTimes(1);
  const [kind, factory] = addConsumer.mock.calls[0];
  expect(kind).toBe('exec');
  expect(
    factory({
      name: 'units',
      config: new ConfigReader({
        kind: 'exec',
        entities: ['component:default/*'],
        reloadCommand: ['/no/such/program'],
        healthCommand: ['/no/such/program'],
        attestCommand: ['/no/such/program'],
        effect: 'gets a SIGHUP',
      }),
    }),
  ).toMatchObject({ attests: true, effect: 'gets a SIGHUP' });
});

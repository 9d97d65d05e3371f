import { startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  secretRotationExtensionPoint,
  type AdapterFactory,
  type DelegatedRotator,
  type ManualRotator,
  type Rotator,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleRabbitMq from './index';

it('registers the kind rabbitmq, and opens no connection to build a rotator', async () => {
  const rotators = new Map<
    string,
    AdapterFactory<Rotator | DelegatedRotator | ManualRotator>
  >();
  const backend = await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        {
          addStore: () => undefined,
          addRotator: (kind, factory) => rotators.set(kind, factory),
          addConsumer: () => undefined,
        },
      ],
    ],
    features: [secretRotationModuleRabbitMq],
  });
  await backend.stop();

  const build = rotators.get('rabbitmq');
  expect([...rotators.keys()]).toEqual(['rabbitmq']);
  expect(
    build?.({
      name: 'pay',
      config: new ConfigReader({
        management: 'http://unreachable.invalid:15672',
        admin: { user: 'u', password: 'p' },
        endpoints: ['unreachable.invalid'],
      }),
    }),
  ).toMatchObject({ issues: 'chosen', overlap: 'dual', fencing: 'deadline' });
});

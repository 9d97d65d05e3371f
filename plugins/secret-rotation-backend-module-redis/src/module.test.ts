import { startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  secretRotationExtensionPoint,
  type AdapterFactory,
  type DelegatedRotator,
  type ManualRotator,
  type Rotator,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleRedis from './index';

it('registers the kind redis, and opens no connection to build a rotator', async () => {
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
    features: [secretRotationModuleRedis],
  });
  await backend.stop();

  const build = rotators.get('redis');
  expect([...rotators.keys()]).toEqual(['redis']);
  expect(
    build?.({
      name: 'pay',
      config: new ConfigReader({
        admin: { user: 'u', password: 'p' },
        nodes: ['unreachable.invalid:6379'],
      }),
    }),
  ).toMatchObject({ issues: 'chosen', overlap: 'dual', fencing: 'deadline' });
});

import { startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  secretRotationExtensionPoint,
  type AdapterFactory,
  type DelegatedRotator,
  type ManualRotator,
  type Rotator,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModulePostgres from './index';

it('registers the kind postgres, and opens no connection to build a rotator', async () => {
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
    features: [secretRotationModulePostgres],
  });
  await backend.stop();

  const build = rotators.get('postgres');
  expect([...rotators.keys()]).toEqual(['postgres']);
  expect(
    build?.({
      name: 'pay',
      config: new ConfigReader({
        strategy: 'alternating-users',
        admin: { host: 'unreachable.invalid', user: 'u', password: 'p' },
      }),
    }),
  ).toMatchObject({ issues: 'chosen', overlap: 'dual', fencing: 'target' });
});

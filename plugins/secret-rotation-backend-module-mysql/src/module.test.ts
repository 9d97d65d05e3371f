import { startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  secretRotationExtensionPoint,
  type AdapterFactory,
  type DelegatedRotator,
  type ManualRotator,
  type Rotator,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleMysql from './index';

it('registers the kind mysql, and opens no connection to build a rotator', async () => {
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
    features: [secretRotationModuleMysql],
  });
  await backend.stop();

  expect([...rotators.keys()]).toEqual(['mysql']);
  const build = (strategy: string) =>
    rotators.get('mysql')?.({
      name: 'pay',
      config: new ConfigReader({
        strategy,
        admin: { host: 'unreachable.invalid', user: 'u', password: 'p' },
      }),
    });
  expect(build('alternating-users')).toMatchObject({ usage: 'per-credential' });
  expect(build('dual-password')).toMatchObject({ usage: 'per-account' });
});

import { startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  secretRotationExtensionPoint,
  type AdapterFactory,
  type DelegatedRotator,
  type ManualRotator,
  type Rotator,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleLdap from './index';

it('registers the kind ldap, and opens no connection to build a rotator', async () => {
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
    features: [secretRotationModuleLdap],
  });
  await backend.stop();

  const build = rotators.get('ldap');
  expect([...rotators.keys()]).toEqual(['ldap']);
  expect(
    build?.({
      name: 'pay',
      config: new ConfigReader({
        url: 'ldap://unreachable.invalid',
        admin: { dn: 'cn=keyturn', password: 'p' },
      }),
    }),
  ).toMatchObject({ issues: 'chosen', overlap: 'dual', fencing: 'target' });
});

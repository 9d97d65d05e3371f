import { STORE_MODULES } from './storeModules';

const manual = () =>
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-manual');
const tls = () =>
  import('@keyturn/backstage-plugin-secret-rotation-backend-module-tls');

/** The rotators that a portal process can be given, by their kind in app-config. */
export const ROTATOR_MODULES = {
  postgres: () =>
    import('@keyturn/backstage-plugin-secret-rotation-backend-module-postgres'),
  mysql: () =>
    import('@keyturn/backstage-plugin-secret-rotation-backend-module-mysql'),
  redis: () =>
    import('@keyturn/backstage-plugin-secret-rotation-backend-module-redis'),
  rabbitmq: () =>
    import('@keyturn/backstage-plugin-secret-rotation-backend-module-rabbitmq'),
  ldap: () =>
    import('@keyturn/backstage-plugin-secret-rotation-backend-module-ldap'),
  'http-api-key': () =>
    import(
      '@keyturn/backstage-plugin-secret-rotation-backend-module-http-api-key'
    ),
  'aws-iam': () =>
    import('@keyturn/backstage-plugin-secret-rotation-backend-module-aws-iam'),
  'gcp-service-account': () =>
    import(
      '@keyturn/backstage-plugin-secret-rotation-backend-module-gcp-service-account'
    ),
  opaque: manual,
  'tls-ca': tls,
  'tls-vault-pki': tls,
  'tls-acme': tls,
  keyset: () =>
    import('@keyturn/backstage-plugin-secret-rotation-backend-module-keyset'),
  'vault-approle': STORE_MODULES.vault,
};

/** See {@link ROTATOR_MODULES}. */
export type RotatorModule = keyof typeof ROTATOR_MODULES;

/** Whether a kind is one of {@link ROTATOR_MODULES}. */
export function isRotatorModule(kind: string): kind is RotatorModule {
  return Object.hasOwn(ROTATOR_MODULES, kind);
}

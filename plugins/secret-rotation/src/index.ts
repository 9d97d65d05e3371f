/**
 * The portal of Keyturn for apps on the legacy frontend system. Apps on the new one import `./alpha`.
 *
 * @packageDocumentation
 */
export {
  EntityRotationCard,
  EntityRotationContent,
  EntitySecretsCard,
  SecretRotationPage,
  SecretRotationRunPage,
  secretRotationPlugin,
} from './plugin';
export { secretRotationApiRef } from './api';
export { isSecretEntity } from './entityFilters';
export { rootRouteRef, rotationTabRouteRef, runRouteRef } from './routes';
export { secretRotationTranslationRef } from './translation/ref';

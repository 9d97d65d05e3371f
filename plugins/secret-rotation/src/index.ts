/**
 * The portal of Keyturn: cards, pages and dialogs.
 *
 * @packageDocumentation
 */
export { secretRotationApiRef } from './api';
export { isSecretEntity } from './entityFilters';
export { rootRouteRef, rotationTabRouteRef, runRouteRef } from './routes';

/**
 * The portal of Keyturn for apps on the new frontend system.
 *
 * @packageDocumentation
 */
export { default } from './alpha/plugin';
export { secretRotationApiRef } from './api';
export { secretRotationTranslationRef } from './translation/ref';

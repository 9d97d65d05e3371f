/**
 * Keyturn's rotator of kind `http-api-key`: keys of providers whose API the operator describes.
 *
 * @packageDocumentation
 */
export { secretRotationModuleHttpApiKey as default } from './module';
export { rotatorDeclarations } from './declarations';

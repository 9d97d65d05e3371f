/**
 * Teaches the catalog `Resource` of type `secret`.
 *
 * @packageDocumentation
 */
export { catalogModuleSecretRotation as default } from './module';

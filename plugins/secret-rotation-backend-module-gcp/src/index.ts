/**
 * Adds GCP Secret Manager to the secret-rotation plugin, as stores of kind `gcp`.
 *
 * @packageDocumentation
 */
export { secretRotationModuleGcp as default } from './module';

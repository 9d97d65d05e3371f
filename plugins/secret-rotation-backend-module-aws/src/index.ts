/**
 * Adds AWS Secrets Manager to the secret-rotation plugin, as stores of kind `aws`.
 *
 * @packageDocumentation
 */
export { secretRotationModuleAws as default } from './module';

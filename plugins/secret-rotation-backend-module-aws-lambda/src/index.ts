/**
 * Keyturn's consumer of kind `aws-lambda`: functions that read a secret when an environment starts, and are given fresh
 * environments for a new version.
 *
 * @packageDocumentation
 */
export { secretRotationModuleAwsLambda as default } from './module';

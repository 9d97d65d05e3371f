/**
 * Keyturn's consumer of kind `cloud-run`: services that are given a new revision for a version of a secret.
 *
 * @packageDocumentation
 */
export { secretRotationModuleCloudRun as default } from './module';

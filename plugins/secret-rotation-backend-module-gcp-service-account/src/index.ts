/**
 * Keyturn's rotator of kind `gcp-service-account`: keys of GCP service accounts.
 *
 * @packageDocumentation
 */
export { secretRotationModuleGcpServiceAccount as default } from './module';
export { rotatorDeclarations } from './declarations';

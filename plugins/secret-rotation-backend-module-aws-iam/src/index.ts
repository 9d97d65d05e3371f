/**
 * Keyturn's rotator of kind `aws-iam`: access keys of IAM users.
 *
 * @packageDocumentation
 */
export { secretRotationModuleAwsIam as default } from './module';
export { rotatorDeclarations } from './declarations';

/**
 * Adds HashiCorp Vault and OpenBao (KV version 2) to the secret-rotation plugin, as stores of kind `vault` and `vault-static-roles`
 * and the rotator of kind `vault-approle`.
 *
 * @packageDocumentation
 */
export { secretRotationModuleVault as default } from './module';
export { rotatorDeclarations } from './declarations';

/**
 * Adds HashiCorp Vault and OpenBao (KV version 2) to the secret-rotation plugin, as stores of kind `vault`.
 *
 * @packageDocumentation
 */
export { secretRotationModuleVault as default } from './module';

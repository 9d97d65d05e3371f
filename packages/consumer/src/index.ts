/**
 * Lets a Node service follow its secrets without an outage, and prove to Keyturn which version it uses.
 *
 * @packageDocumentation
 */
export {
  createAttestationHandler,
  type AttestationHandler,
  type AttestationOptions,
  type AttestedUse,
  type AttestationRequest,
  type ToldVersion,
} from './attestation/createAttestationHandler';
export {
  createConsumer,
  type AttestationMiddleware,
  type Consumer,
  type ConsumerOptions,
} from './createConsumer';
export type { LoadFailure } from './LoadFailures';
export { SecretContent, SecretUnusableError } from './SecretContent';
export { fromCallback, type CallbackOptions } from './sources/fromCallback';
export { fromFile, type FileOptions } from './sources/fromFile';
export { fromFolder, type FolderOptions } from './sources/fromFolder';
export type { SecretSource } from './sources/SecretSource';
export type { WatchOptions } from './sources/watchFolder';
export type { SecretUse, UsedSecret } from './UsedSecret';

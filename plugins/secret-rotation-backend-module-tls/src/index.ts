/**
 * Keyturn's rotators of TLS certificates, and the consumer that proves by a handshake which one a server serves.
 *
 * @packageDocumentation
 */
export { secretRotationModuleTls as default } from './module';
export { rotatorDeclarations } from './declarations';
export {
  tlsExtensionPoint,
  type Challenge,
  type ChallengeHook,
  type ChallengeHookFactory,
  type TlsExtensionPoint,
} from './acme/challenge/ChallengeHook';

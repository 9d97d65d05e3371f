/**
 * Keyturn's rotator of kind `redis`: two passwords of one ACL user of Redis or Valkey, on every node.
 *
 * @packageDocumentation
 */
export { rotatorDeclarations } from './declarations';
export { secretRotationModuleRedis as default } from './module';

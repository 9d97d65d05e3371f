/**
 * Keyturn's rotator for keys that sign tokens or encrypt data: the next key is known before it is used, and the one
 * before it is kept until nothing needs it.
 *
 * @packageDocumentation
 */
export { secretRotationModuleKeyset as default } from './module';
export { rotatorDeclarations } from './declarations';

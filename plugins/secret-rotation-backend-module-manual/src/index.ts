/**
 * Keyturn's rotators for what no API can change: `opaque`, a random value that its consumers share, and `manual`, a
 * secret that people change by hand.
 *
 * @packageDocumentation
 */
export { secretRotationModuleManual as default } from './module';
export { rotatorDeclarations } from './declarations';

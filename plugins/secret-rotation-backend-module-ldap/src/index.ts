/**
 * Keyturn's rotator of kind `ldap`: two `userPassword` values of one entry.
 *
 * @packageDocumentation
 */
export { rotatorDeclarations } from './declarations';
export { secretRotationModuleLdap as default } from './module';

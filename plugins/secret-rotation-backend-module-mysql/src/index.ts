/**
 * Keyturn's rotator of kind `mysql`: logins of MySQL and MariaDB.
 *
 * @packageDocumentation
 */
export { rotatorDeclarations } from './declarations';
export { secretRotationModuleMysql as default } from './module';

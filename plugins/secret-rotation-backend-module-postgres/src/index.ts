/**
 * Keyturn's rotator of kind `postgres`: two PostgreSQL logins that take turns.
 *
 * @packageDocumentation
 */
export { secretRotationModulePostgres as default } from './module';
export { rotatorDeclarations } from './declarations';

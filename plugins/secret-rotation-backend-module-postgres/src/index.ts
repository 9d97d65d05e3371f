/**
 * Keyturn's rotator of kind `postgres`: two PostgreSQL logins that take turns.
 *
 * @packageDocumentation
 */
export { secretRotationModulePostgres as default } from './module';
export { AlternatingUsersRotator } from './AlternatingUsersRotator';
export type { AlternatingUsersRotatorOptions } from './AlternatingUsersRotator';
export type { AlternatingUsersOptions } from './alternation';
export type { Patience } from './connection';
export { readPostgresRotatorSettings } from './settings';
export type { Address, PostgresRotatorSettings, Tls } from './settings';

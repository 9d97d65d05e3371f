import {
  nextLogin,
  requireFields,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { LoginSettings, PostgresRotatorSettings } from './settings';

/** What a login attempt needs of a value. */
export interface Credential {
  readonly user: string;
  readonly value: SecretValue;
  readonly database: string;
}

/**
 * Reads the login and the database of a value.
 * @throws MisconfiguredError when the value has no login or no password
 */
export function readCredential(
  value: SecretValue,
  settings: Pick<LoginSettings, 'database' | 'anyDatabase'>,
): Credential {
  requireFields(value, ['username', 'password']);
  const named = value.has('database') ? value.reveal('database') : undefined;
  return {
    user: value.reveal('username'),
    value,
    database: settings.database ?? named ?? settings.anyDatabase,
  };
}

/**
 * The value of the next version: another login and password, every other field as it was.
 * @throws MisconfiguredError when another field repeats the password, so that it would go stale unseen
 */
export function succeed(
  current: SecretValue | undefined,
  user: string,
  password: string,
  settings: PostgresRotatorSettings,
): SecretValue {
  const { host, port } = settings.endpoints[0];
  const database = settings.database ?? settings.admin.database;
  const first = { host, port: String(port), database };
  return nextLogin({ current, username: user, password, first });
}

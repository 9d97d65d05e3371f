import {
  MisconfiguredError,
  SecretValue,
  type SecretField,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { LoginSettings, PostgresRotatorSettings } from './settings';

/** What to do about {@link fieldsWithPassword}. */
export const STALE_FIX =
  'Remove that field and let consumers build it from username, password, host, port and database';

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
  for (const name of ['username', 'password']) {
    if (!value.has(name)) {
      throw new MisconfiguredError(
        `The secret has no field ${name}`,
        'Store the secret with the fields username and password',
      );
    }
  }
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
  const stale = current && fieldsWithPassword(current);
  if (stale?.length) {
    throw new MisconfiguredError(
      `The secret's field ${stale.join(', ')} repeats the password`,
      STALE_FIX,
    );
  }
  return SecretValue.of({
    ...(current ? keptFields(current) : firstFields(settings)),
    username: { value: user, secret: false },
    password: { value: password, secret: true },
  });
}

/** The fields besides `password` that hold the password too, for example a connection string. */
export function fieldsWithPassword(value: SecretValue): string[] {
  if (!value.has('password')) {
    return [];
  }
  const password = value.reveal('password');
  const forms = [password, encodeURIComponent(password)];
  return value.fieldNames.filter(
    name =>
      name !== 'password' &&
      name !== 'username' &&
      forms.some(form => value.reveal(name).includes(form)),
  );
}

const PUBLIC_FIELDS = ['host', 'port', 'database'];

function keptFields(current: SecretValue): Record<string, SecretField> {
  return Object.fromEntries(
    current.fieldNames.map(name => [
      name,
      {
        value: current.reveal(name),
        secret:
          !PUBLIC_FIELDS.includes(name) && current.public(name) === undefined,
      },
    ]),
  );
}

function firstFields(
  settings: PostgresRotatorSettings,
): Record<string, SecretField> {
  const { host, port } = settings.endpoints[0];
  const database = settings.database ?? settings.admin.database;
  return {
    host: { value: host, secret: false },
    port: { value: String(port), secret: false },
    database: { value: database, secret: false },
  };
}

import {
  accountName,
  MisconfiguredError,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** `spec.rotation.options` of a secret: the two logins that take turns. @internal */
export interface AlternatingUsersOptions {
  readonly users: readonly [string, string];
}

// PostgreSQL cuts longer names off and keeps pg_ for itself.
/** A login's name as PostgreSQL takes it. */
export const login = z
  .string()
  .min(1)
  .refine(name => Buffer.byteLength(name) <= 63)
  .refine(name => !name.includes('\0') && !/^pg_/i.test(name));

const schema = z.strictObject({ users: z.tuple([login, login]) });

const FIX =
  'Name two different logins, for example options: { users: [payments_a, payments_b] }';

/**
 * Checks `spec.rotation.options`.
 * @param admin - the administrator's own login, which must not be rotated by itself, if there is one
 * @throws MisconfiguredError that names the key and the fix
 */
export function parseAlternatingUsers(
  options: unknown,
  admin?: string,
): AlternatingUsersOptions {
  const read = schema.safeParse(options);
  if (!read.success) {
    const path = read.error.issues[0].path.map(String);
    throw new MisconfiguredError(
      `${['options', ...path].join('.')} is not usable`,
      FIX,
    );
  }
  const { users } = read.data;
  if (users[0] === users[1]) {
    throw new MisconfiguredError('options.users names one login twice', FIX);
  }
  if (admin !== undefined && users.includes(admin)) {
    throw new MisconfiguredError(
      "options.users names the administrator's own login",
      FIX,
    );
  }
  return { users };
}

/**
 * The login that is not current is the new one.
 * @throws MisconfiguredError when `current` belongs to neither login
 */
export function alternate(
  { users }: AlternatingUsersOptions,
  current: SecretValue | undefined,
): RunAccounts {
  if (!current) {
    return { new: accountName(users[0]) };
  }
  const user = current.has('username') ? current.reveal('username') : undefined;
  if (user !== users[0] && user !== users[1]) {
    throw new MisconfiguredError(
      'The current value belongs to neither of the logins in options.users',
      `Write the login that consumers use now into the field username of the secret, or name it in options.users beside a second one (now: ${users.join(
        ', ',
      )})`,
    );
  }
  return {
    old: accountName(user),
    new: accountName(user === users[0] ? users[1] : users[0]),
  };
}

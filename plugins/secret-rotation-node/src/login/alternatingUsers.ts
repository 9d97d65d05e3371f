import { z } from 'zod';
import { accountName, type RunAccounts } from '../contracts/Rotator';
import { MisconfiguredError } from '../errors';
import type { SecretValue } from '../SecretValue';

/** `spec.rotation.options` of a secret whose two logins take turns. @public */
export interface AlternatingUsersOptions {
  /** Their names, in the owner's order. */
  readonly users: readonly [string, string];
}

/** What a target says of the names of its logins. @public */
export interface AlternatingUsersRules {
  /** Whether the target can have a login of that name. */
  readonly isUsable: (name: string) => boolean;
  /** The administrator's own login, which must not be rotated by itself, if there is one. */
  readonly admin?: string;
}

const FIX =
  'Name two different logins, for example options: { users: [payments_a, payments_b] }';

/**
 * Checks `spec.rotation.options` of two logins that take turns.
 * @throws MisconfiguredError that names the key and the fix
 * @public
 */
export function readAlternatingUsers(
  options: unknown,
  { isUsable, admin }: AlternatingUsersRules,
): AlternatingUsersOptions {
  const login = z.string().min(1).refine(isUsable);
  const read = z.strictObject({ users: z.tuple([login, login]) });
  const { data, error } = read.safeParse(options);
  if (!data) {
    const path = (error?.issues[0]?.path ?? []).map(String);
    throw new MisconfiguredError(
      `${['options', ...path].join('.')} is not usable`,
      FIX,
    );
  }
  const { users } = data;
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
 * Of two logins that take turns, the one that is not current is the new one.
 * @throws MisconfiguredError when `current` belongs to neither login
 * @public
 */
export function alternateUsers(
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

import {
  accountName,
  MisconfiguredError,
  requireFields,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** `spec.rotation.options` of a secret: the ACL user that it logs in as. @internal */
export interface AclUserOptions {
  readonly user: string;
}

// Redis takes no white space and no NUL in a name, and keeps names as bytes.
const schema = z.strictObject({
  user: z
    .string()
    .min(1)
    .refine(name => !/[\s\p{Cc}\p{Cs}]/u.test(name)),
});

const FIX =
  'Name the ACL user that consumers log in as, for example options: { user: shop }';

/** Whom Redis logs in where a client names nobody. */
const DEFAULT_USER = 'default';

/**
 * Checks `spec.rotation.options`.
 * @param admin - the administrator's own user, which must not be rotated by itself, if app-config names it
 * @throws MisconfiguredError that names the key and the fix
 */
export function parseAclUser(
  options: unknown,
  admin: string | undefined,
): AclUserOptions {
  const read = schema.safeParse(options);
  if (!read.success) {
    throw new MisconfiguredError('options.user is not usable', FIX);
  }
  const { user } = read.data;
  if (user === admin) {
    throw new MisconfiguredError(
      "options.user names the administrator's own user",
      FIX,
    );
  }
  return { user };
}

/** Whom a value logs in. */
export function userOf(value: SecretValue): string {
  requireFields(value, ['password']);
  return value.has('username') ? value.reveal('username') : DEFAULT_USER;
}

/**
 * Both passwords live in the one user.
 * @throws MisconfiguredError when `current` belongs to another user
 */
export function chooseUser(
  { user }: AclUserOptions,
  current: SecretValue | undefined,
): RunAccounts {
  if (!current) return { new: accountName(user) };
  if (userOf(current) !== user) {
    throw new MisconfiguredError(
      'The current value does not belong to the user in options.user',
      'Write the user that consumers log in as into the field username of the secret, and name the same one in options.user',
    );
  }
  return { old: accountName(user), new: accountName(user) };
}

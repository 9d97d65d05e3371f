import {
  accountName,
  MisconfiguredError,
  requireFields,
  type AccountName,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import {
  canonicalName,
  isDistinguishedName,
  isSameName,
} from './distinguishedName';

/** `spec.rotation.options` of a secret: the entry that it binds as. @internal */
export interface EntryOptions {
  readonly dn: string;
}

const schema = z.strictObject({ dn: z.string().refine(isDistinguishedName) });

const FIX =
  'Write the distinguished name that consumers bind as, without spaces around commas, for example options: { dn: "uid=shop,ou=services,dc=example,dc=org" }';

/**
 * Checks `spec.rotation.options`.
 * @param admin - the administrator's own entry, which must not be rotated by itself, if app-config names it
 * @throws MisconfiguredError that names the key and the fix
 */
export function parseEntry(
  options: unknown,
  admin: string | undefined,
): EntryOptions {
  const read = schema.safeParse(options);
  if (!read.success) {
    throw new MisconfiguredError('options.dn is not usable', FIX);
  }
  const { dn } = read.data;
  if (admin !== undefined && isSameName(dn, admin)) {
    throw new MisconfiguredError(
      "options.dn names the administrator's own entry",
      FIX,
    );
  }
  return { dn };
}

/** The key of an entry, however its name is written. */
export function accountOf({ dn }: EntryOptions): AccountName {
  return accountName(canonicalName(dn));
}

/** Whether a value binds as an entry. */
export function bindsAs(value: SecretValue, { dn }: EntryOptions): boolean {
  requireFields(value, ['dn', 'password']);
  return isSameName(value.reveal('dn'), dn);
}

/**
 * Both passwords live in the one entry.
 * @throws MisconfiguredError when `current` belongs to another entry
 */
export function chooseEntry(
  options: EntryOptions,
  current: SecretValue | undefined,
): RunAccounts {
  const account = accountOf(options);
  if (!current) return { new: account };
  if (!bindsAs(current, options)) {
    throw new MisconfiguredError(
      'The current value does not belong to the entry in options.dn',
      'Write the name that consumers bind as into the field dn of the secret, and the same one into options.dn',
    );
  }
  return { old: account, new: account };
}

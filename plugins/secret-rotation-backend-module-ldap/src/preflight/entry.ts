import type {
  PreflightCheck,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { isSameName } from '../distinguishedName';
import type { EntryPasswords } from '../entryPasswords';
import type { EntryOptions } from '../options';
import { isStoredFormOf } from '../storedPassword';

/** Looks at the entry whose password is to be replaced. */
export function checkEntry(
  { dn }: EntryOptions,
  entry: EntryPasswords,
  current: SecretValue | undefined,
): PreflightCheck[] {
  return [
    check(
      'ldap.entry-name',
      isSameName(entry.dn, dn),
      'The entry is named as the directory spells it',
      'The directory spells the name of this entry in another way',
      `Write options: { dn: ${JSON.stringify(entry.dn)} }`,
    ),
    ...(current ? checkStored(entry, current) : []),
  ];
}

function checkStored(
  { stored }: EntryPasswords,
  current: SecretValue,
): PreflightCheck[] {
  const password = current.reveal('password');
  const others = stored.filter(
    each => !isStoredFormOf(each.toString('utf8'), password),
  );
  // Where the only one is kept in a scheme that is not known here, the bind says whether it is the current one.
  const isAlone = stored.length <= 1 || others.length === 0;
  return [
    check(
      'ldap.stored-passwords',
      stored.length > 0,
      'The administrator sees the passwords of the entry as they are kept',
      'The entry has no password, or the administrator may not see how it is kept',
      'Give the administrator write access to userPassword of this entry, which includes reading, and the entry its password',
    ),
    check(
      'ldap.no-other-password',
      isAlone,
      'The entry has no password besides the current one',
      `The entry has ${stored.length} passwords; those besides the current one would be deleted`,
      'Find out who uses the others, and delete them',
    ),
  ];
}

function check(
  code: string,
  ok: boolean,
  is: string,
  isNot: string,
  fix: string,
): PreflightCheck {
  return ok ? { code, ok, message: is } : { code, ok, message: isNot, fix };
}

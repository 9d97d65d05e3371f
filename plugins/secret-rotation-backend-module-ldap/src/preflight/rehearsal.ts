import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Client } from 'ldapts';
import { NoOperationControl } from '../controls';
import { POLICY_FIX, RESULT, resultCode, RIGHTS_FIX } from '../directoryErrors';
import {
  changeEntry,
  type EntryChange,
  type EntryPasswords,
} from '../entryPasswords';
import { markOf } from '../mark';

const OBJECTIONS: Readonly<Record<number, Omit<PreflightCheck, 'ok'>>> = {
  [RESULT.insufficientAccess]: {
    code: 'ldap.rights',
    message: 'The administrator may not change the entry',
    fix: RIGHTS_FIX,
  },
  [RESULT.constraintViolation]: {
    code: 'ldap.password-policy',
    message: 'The directory has rules for passwords that this rotation breaks',
    fix: POLICY_FIX,
  },
  [RESULT.objectClassViolation]: {
    code: 'ldap.schema',
    message:
      'The entry cannot have a password, or not the attribute of the mark',
    fix: 'Add the object class simpleSecurityObject to the entry, or set markAttribute of the rotator to a text attribute that it may have',
  },
  [RESULT.undefinedType]: {
    code: 'ldap.schema',
    message: 'The directory does not know the attribute of the mark',
    fix: 'Set markAttribute of the rotator to a text attribute that the entry may have',
  },
};

/**
 * Has the directory go through the changes without making them: rights, schema and password policies are looked at as
 * for real ones. Only OpenLDAP can; elsewhere they show when the run activates.
 */
export async function rehearse(
  client: Client,
  markAttribute: string,
  entry: EntryPasswords,
  newStored: string,
): Promise<PreflightCheck> {
  const activation = { add: newStored };
  // Never without any: some entries must have a password.
  const revocation = { add: newStored, remove: entry.stored };
  for (const change of [activation, revocation]) {
    const code = await rehearsed(client, markAttribute, entry, change);
    if (code === RESULT.unavailableCriticalExtension) {
      return {
        code: 'ldap.rehearsal',
        ok: true,
        message:
          'The directory cannot rehearse a change: rights and password policies show when it is made',
      };
    }
    const objection = OBJECTIONS[code];
    if (objection) return { ...objection, ok: false };
  }
  return {
    code: 'ldap.rehearsal',
    ok: true,
    message: 'The directory would make the changes: it has rehearsed them',
  };
}

async function rehearsed(
  client: Client,
  markAttribute: string,
  entry: EntryPasswords,
  change: Omit<EntryChange, 'mark'>,
): Promise<number> {
  const mark = markOf({ run: 0, epoch: 0 });
  try {
    await changeEntry(client, markAttribute, entry, { ...change, mark }, [
      new NoOperationControl(),
    ]);
    return RESULT.noOperation;
  } catch (error) {
    const code = resultCode(error);
    const isAnswer =
      code !== undefined &&
      (code in OBJECTIONS ||
        code === RESULT.noOperation ||
        code === RESULT.unavailableCriticalExtension);
    if (!isAnswer) throw error;
    return code;
  }
}

import {
  checkPasswordAlone,
  UnavailableError,
  type EffectContext,
  type PreflightCheck,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Administrator } from '../Administrator';
import {
  ADMINISTRATOR_FIX,
  RESULT,
  resultCode,
  toAdapterError,
} from '../directoryErrors';
import { isSameName } from '../distinguishedName';
import { readEntry } from '../entryPasswords';
import type { FreshBinds } from '../FreshBinds';
import type { EntryOptions } from '../options';
import { checkEntry } from './entry';
import { rehearse } from './rehearsal';
import { checkServer } from './server';

const OWN_LOGIN: PreflightCheck = {
  code: 'ldap.own-entry',
  ok: false,
  message: "The administrator's own entry is the secret's",
  fix: 'Let another administrator, in a rotator entry of its own, rotate it',
};

/**
 * Looks whether a rotation of an entry would work. Writes nothing: changes are rehearsed, if the server can.
 * @throws UnavailableError when the directory or an endpoint does not answer
 */
export async function inspectRotation(
  input: {
    options: EntryOptions;
    current: SecretValue | undefined;
    markAttribute: string;
    /** A password that nobody uses, as it would be kept. */
    newStored: string;
  },
  administrator: Administrator,
  binds: FreshBinds,
  context: EffectContext,
): Promise<PreflightCheck[]> {
  const { options, current, markAttribute, newStored } = input;
  let isBound = false;
  try {
    const checks = await administrator.connect(context, async (client, dn) => {
      isBound = true;
      const server = [
        ...(isSameName(options.dn, dn) ? [OWN_LOGIN] : []),
        ...(await checkServer(client)),
      ];
      const entry = await readEntry(client, options.dn, markAttribute);
      const seen = checkEntry(options, entry, current);
      if (seen.some(({ ok }) => !ok)) return [...server, ...seen];
      return [
        ...server,
        ...seen,
        await rehearse(client, markAttribute, entry, newStored),
      ];
    });
    return [
      {
        code: 'ldap.admin-bind',
        ok: true,
        message: 'The administrator can bind',
      },
      ...checks,
      ...(current ? await checkAcceptance(current, binds, context) : []),
    ];
  } catch (error) {
    return [
      {
        code: isBound ? 'ldap.entry-exists' : 'ldap.admin-bind',
        ...explained(error),
      },
    ];
  }
}

/** @throws UnavailableError when it is nothing that a person could mend */
function explained(error: unknown): Omit<PreflightCheck, 'code'> {
  if (resultCode(error) === RESULT.invalidCredentials) {
    return {
      ok: false,
      message: "The directory refuses the administrator's bind",
      fix: ADMINISTRATOR_FIX,
    };
  }
  const known = toAdapterError(error);
  if (!('fix' in known)) {
    throw known instanceof UnavailableError
      ? known
      : new UnavailableError('The directory cannot be asked now');
  }
  return {
    ok: false,
    message: known.message,
    fix: String(known.fix),
  };
}

async function checkAcceptance(
  current: SecretValue,
  binds: FreshBinds,
  { signal }: EffectContext,
): Promise<PreflightCheck[]> {
  const probes = await binds.probe(current, signal);
  const where = (wanted: string) =>
    probes
      .filter(({ answer }) => answer === wanted)
      .map(({ endpoint }) => endpoint)
      .join(', ');
  const silent = where('unknown');
  if (silent) throw new UnavailableError(`No answer from ${silent}`);
  const refused = where('rejected');
  const code = 'ldap.current-accepted';
  return [
    refused
      ? {
          code,
          ok: false,
          message: `The current value is refused at ${refused}`,
          fix: 'If it was changed outside of Keyturn, start a repair',
        }
      : {
          code,
          ok: true,
          message: 'The current value is accepted at every endpoint',
        },
    checkPasswordAlone(current, 'ldap.value-fields'),
  ];
}

import {
  checkPasswordAlone,
  UnavailableError,
  type PreflightCheck,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { FreshLogins, LoginOutcome } from '../FreshLogins';
import { check } from './checks';

/**
 * Tries the current value where consumers use it.
 * @throws UnavailableError when an endpoint does not say
 */
export async function checkAcceptance(
  current: SecretValue,
  logins: FreshLogins,
  signal: AbortSignal,
): Promise<PreflightCheck[]> {
  const outcomes = await logins.tryEverywhere(current, signal);
  const where = (wanted: LoginOutcome) =>
    outcomes
      .filter(({ outcome }) => outcome === wanted)
      .map(({ endpoint }) => endpoint)
      .join(', ');
  const silent = where('unknown');
  if (silent) throw new UnavailableError(`No answer from ${silent}`);
  const [foreign, refused, failing] = [
    where('address-refused'),
    where('rejected'),
    where('query-failed'),
  ];
  return [
    check({
      code: 'mysql.endpoint-access',
      ok: foreign === '',
      is: 'Every endpoint takes logins from the portal',
      isNot: `The portal's address is refused at ${foreign}`,
      fix: "Give the accounts a host part that lets the portal's address in",
    }),
    check({
      code: 'mysql.current-accepted',
      ok: refused === '',
      is: 'The current value is accepted at every endpoint',
      isNot: `The current value is refused at ${refused}`,
      fix: "If it was changed outside of Keyturn, start a repair; if only one endpoint refuses it, bring that proxy's list of users up to date",
    }),
    check({
      code: 'mysql.probe-query',
      ok: failing === '',
      is: 'The probe query succeeds at every endpoint',
      isNot: `The current value logs in, but its database or the probe query fails at ${failing}`,
      fix: 'Grant what probeQuery needs to the accounts, or correct probeQuery or database',
    }),
    checkPasswordAlone(current, 'mysql.value-fields'),
  ];
}

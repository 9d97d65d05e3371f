import {
  checkPasswordAlone,
  UnavailableError,
  type PreflightCheck,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { FreshLogins, LoginOutcome } from '../FreshLogins';

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
      .map(({ endpoint }) => endpoint);
  const silent = where('unknown');
  if (silent.length > 0) {
    throw new UnavailableError(`No answer from ${silent.join(', ')}`);
  }
  const failed = (
    code: string,
    names: string[],
    is: string,
    isNot: (names: string) => string,
    fix: string,
  ): PreflightCheck =>
    names.length === 0
      ? { code, ok: true, message: is }
      : { code, ok: false, message: isNot(names.join(', ')), fix };
  return [
    failed(
      'postgres.endpoint-access',
      where('address-refused'),
      'Every endpoint takes logins from the portal',
      names => `The portal's address is refused at ${names}`,
      "Allow the portal's address for both logins in that endpoint's pg_hba.conf",
    ),
    failed(
      'postgres.current-accepted',
      where('rejected'),
      'The current value is accepted at every endpoint',
      names => `The current value is refused at ${names}`,
      "If it was changed outside of Keyturn, start a repair; if only one endpoint refuses it, bring that pooler's list of logins up to date",
    ),
    failed(
      'postgres.probe-query',
      where('query-failed'),
      'The probe query succeeds at every endpoint',
      names =>
        `The current value logs in, but the probe query fails at ${names}`,
      'Grant what probeQuery needs to the role that both logins belong to, or correct probeQuery in app-config',
    ),
    checkPasswordAlone(current, 'postgres.value-fields'),
  ];
}

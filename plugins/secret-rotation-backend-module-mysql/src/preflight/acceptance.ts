import {
  checkOutcomes,
  checkPasswordAlone,
  type LoginFinding,
  type PreflightCheck,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { FreshLogins, LoginOutcome } from '../FreshLogins';

const FINDINGS: LoginFinding<LoginOutcome>[] = [
  {
    when: 'address-refused',
    code: 'mysql.endpoint-access',
    is: 'Every endpoint takes logins from the portal',
    isNot: "The portal's address is refused",
    fix: "Give the accounts a host part that lets the portal's address in",
  },
  {
    when: 'rejected',
    code: 'mysql.current-accepted',
    is: 'The current value is accepted at every endpoint',
    isNot: 'The current value is refused',
    fix: "If it was changed outside of Keyturn, start a repair; if only one endpoint refuses it, bring that proxy's list of users up to date",
  },
  {
    when: 'query-failed',
    code: 'mysql.probe-query',
    is: 'The probe query succeeds at every endpoint',
    isNot:
      'The current value logs in, but its database or the probe query fails',
    fix: 'Grant what probeQuery needs to the accounts, or correct probeQuery or database',
  },
];

/**
 * Tries the current value where consumers use it.
 * @throws UnavailableError when an endpoint does not say
 */
export async function checkAcceptance(
  current: SecretValue,
  logins: FreshLogins,
  signal: AbortSignal,
): Promise<PreflightCheck[]> {
  return [
    ...checkOutcomes(await logins.tryEverywhere(current, signal), FINDINGS),
    checkPasswordAlone(current, 'mysql.value-fields'),
  ];
}

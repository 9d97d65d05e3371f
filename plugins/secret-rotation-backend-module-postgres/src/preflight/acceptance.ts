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
    code: 'postgres.endpoint-access',
    is: 'Every endpoint takes logins from the portal',
    isNot: "The portal's address is refused",
    fix: "Allow the portal's address for both logins in that endpoint's pg_hba.conf",
  },
  {
    when: 'rejected',
    code: 'postgres.current-accepted',
    is: 'The current value is accepted at every endpoint',
    isNot: 'The current value is refused',
    fix: "If it was changed outside of Keyturn, start a repair; if only one endpoint refuses it, bring that pooler's list of logins up to date",
  },
  {
    when: 'query-failed',
    code: 'postgres.probe-query',
    is: 'The probe query succeeds at every endpoint',
    isNot: 'The current value logs in, but the probe query fails',
    fix: 'Grant what probeQuery needs to the role that both logins belong to, or correct probeQuery in app-config',
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
    checkPasswordAlone(current, 'postgres.value-fields'),
  ];
}

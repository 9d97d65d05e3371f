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
    when: 'rejected',
    code: 'redis.current-accepted',
    is: 'The current value is accepted at every endpoint',
    isNot: 'The current value is refused',
    fix: 'If it was changed outside of Keyturn, or a node lost its users, start a repair',
  },
  {
    when: 'command-failed',
    code: 'redis.probe-command',
    is: 'The probe command succeeds at every endpoint',
    isNot: 'The current value logs in, but the probe command fails',
    fix: 'Allow the user what probeCommand needs, or correct probeCommand in app-config',
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
    checkPasswordAlone(current, 'redis.value-fields'),
  ];
}

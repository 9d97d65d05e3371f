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
    code: 'rabbitmq.current-accepted',
    is: 'The current value is accepted at every endpoint',
    isNot: 'The current value is refused',
    fix: 'If it was changed outside of Keyturn, start a repair',
  },
  {
    when: 'host-refused',
    code: 'rabbitmq.virtual-host',
    is: 'The virtual host is open to the current value',
    isNot: 'The current value logs in, but the virtual host is refused',
    fix: 'Grant both users permissions there, or correct virtualHost of the rotator or the field vhost of the secret',
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
    checkPasswordAlone(current, 'rabbitmq.value-fields'),
  ];
}

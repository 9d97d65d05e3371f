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
      .map(({ endpoint }) => endpoint)
      .join(', ');
  const silent = where('unknown');
  if (silent) throw new UnavailableError(`No answer from ${silent}`);
  const refused = where('rejected');
  const closed = where('host-refused');
  return [
    refused
      ? {
          code: 'rabbitmq.current-accepted',
          ok: false,
          message: `The current value is refused at ${refused}`,
          fix: 'If it was changed outside of Keyturn, start a repair',
        }
      : {
          code: 'rabbitmq.current-accepted',
          ok: true,
          message: 'The current value is accepted at every endpoint',
        },
    closed
      ? {
          code: 'rabbitmq.virtual-host',
          ok: false,
          message: `The current value logs in, but the virtual host is refused at ${closed}`,
          fix: 'Grant both users permissions there, or correct virtualHost of the rotator or the field vhost of the secret',
        }
      : {
          code: 'rabbitmq.virtual-host',
          ok: true,
          message: 'The virtual host is open to the current value',
        },
    checkPasswordAlone(current, 'rabbitmq.value-fields'),
  ];
}

import {
  checkPasswordAlone,
  UnavailableError,
  type PreflightCheck,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { FreshLogins } from '../FreshLogins';
import { checkEach } from './checkEach';

/**
 * Tries the current value where consumers use it.
 * @throws UnavailableError when an endpoint does not say
 */
export async function checkAcceptance(
  current: SecretValue,
  logins: FreshLogins,
  signal: AbortSignal,
): Promise<PreflightCheck[]> {
  const outcomes = (await logins.tryEverywhere(current, signal)).map(
    ({ endpoint, outcome }) => ({ name: endpoint, outcome }),
  );
  const silent = outcomes.filter(({ outcome }) => outcome === 'unknown');
  if (silent.length > 0) {
    throw new UnavailableError(
      `No answer from ${silent.map(({ name }) => name).join(', ')}`,
    );
  }
  return [
    checkEach(outcomes, {
      code: 'redis.current-accepted',
      fails: ({ outcome }) => outcome === 'rejected',
      is: 'The current value is accepted at every endpoint',
      isNot: names => `The current value is refused at ${names}`,
      fix: 'If it was changed outside of Keyturn, or a node lost its users, start a repair',
    }),
    checkEach(outcomes, {
      code: 'redis.probe-command',
      fails: ({ outcome }) => outcome === 'command-failed',
      is: 'The probe command succeeds at every endpoint',
      isNot: names =>
        `The current value logs in, but the probe command fails at ${names}`,
      fix: 'Allow the user what probeCommand needs, or correct probeCommand in app-config',
    }),
    checkPasswordAlone(current, 'redis.value-fields'),
  ];
}

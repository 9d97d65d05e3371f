import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { VersionState } from '@keyturn/backstage-plugin-secret-rotation-common';

/**
 * The legal moves of a version; nothing else is one.
 * A pending version that never became current is revoked without having been used.
 */
const MOVES: Readonly<Record<VersionState, readonly VersionState[]>> = {
  pending: ['current', 'revoked'],
  current: ['previous', 'revoked'],
  previous: ['current', 'revoked'],
  revoked: ['destroyed'],
  destroyed: [],
};

/**
 * Moves a version. A move to where it is already changes nothing, because every step may be repeated.
 * @throws Error on a move that is not in the table
 */
export function moveVersion(
  from: VersionState,
  to: VersionState,
): VersionState {
  if (from === to) return from;
  if (!MOVES[from].includes(to)) {
    throw new Error(`A version does not move from ${from} to ${to}`);
  }
  return to;
}

/**
 * The value that the target may be told. Only what is durable in the store is: a value that lives in memory alone
 * would be lost with the process, and with it the login that the target then expects.
 */
export function activatable(values: {
  readonly durable: SecretValue | undefined;
  readonly generated: SecretValue | undefined;
}): SecretValue | undefined {
  return values.durable;
}

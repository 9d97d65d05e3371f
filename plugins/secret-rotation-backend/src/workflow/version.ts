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

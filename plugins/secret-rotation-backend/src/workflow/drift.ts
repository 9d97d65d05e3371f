import type { Decision } from '@keyturn/backstage-plugin-secret-rotation-common';

/** A version that somebody else made current while a run went on. */
export interface Drift {
  /** The store's id of it, as the person was asked about. */
  readonly version: string;
  /** Whether the run has a value at hand that could take its place. */
  readonly replaceable: boolean;
  /** What the person chose; absent while they are asked. */
  readonly choice?: 'adopt' | 'retry';
}

/** What a decision leaves of a drift. Every other answer than these two begins with a fresh look. Pure. */
export function driftAfter(
  drift: Drift | undefined,
  decision: Decision,
): Drift | undefined {
  return drift && (decision === 'adopt' || decision === 'retry')
    ? { ...drift, choice: decision }
    : undefined;
}

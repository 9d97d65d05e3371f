/** A worker was killed, and answers again; in ms since 1970. */
export interface Kill {
  readonly at: number;
  readonly upAgain: number;
}

/**
 * How long a run lay idle after a kill though a worker was there, in seconds; `undefined` when it never went on.
 * It went on with its next progress, or when the next kill hit it in the middle of its work: a failpoint is reached by
 * a worker that has the run in hand.
 */
export function recoverySeconds(
  { upAgain }: Kill,
  progressAt: number | undefined,
  nextKill: Kill | undefined,
): number | undefined {
  const signs = [progressAt, nextKill?.at].filter(at => at !== undefined);
  return signs.length === 0
    ? undefined
    : Math.max(0, Math.min(...signs) - upAgain) / 1000;
}

import type { CaseResult } from '../cases/Case';

/** What a sweep found, in numbers. The last line of `--json`. */
export interface Totals {
  readonly kills: number;
  readonly pairs: number;
  readonly violations: number;
  readonly failedQueries: number;
  readonly maxRecoverySeconds: number;
  readonly leaseSeconds: number;
}

/** How long a run may lie idle beyond its lease once a worker is up again. */
export const RECOVERY_MARGIN_SECONDS = 5;

/** What a full sweep must reach. */
const LEAST = { kills: 150, pairs: 50 };

/** Adds results up. */
export function totalsOf(
  results: readonly CaseResult[],
  leaseSeconds: number,
): Totals {
  const sum = (numbers: readonly number[]) =>
    numbers.reduce((a, b) => a + b, 0);
  const recoveries = results.flatMap(each =>
    each.recoveries.filter(seconds => seconds !== null),
  );
  return {
    kills: sum(results.map(each => each.killed)),
    pairs: results.filter(each => each.killed === 2).length,
    violations: sum(results.map(each => each.violations.length)),
    failedQueries: sum(results.map(each => each.failedQueries)),
    maxRecoverySeconds: Math.round(Math.max(0, ...recoveries) * 10) / 10,
    leaseSeconds,
  };
}

/** Why a sweep has not shown what it must, in words; empty when it has. */
export function shortcomings(totals: Totals, isFull: boolean): string[] {
  const bound = totals.leaseSeconds + RECOVERY_MARGIN_SECONDS;
  return [
    totals.kills === 0 && 'nothing was killed',
    totals.violations > 0 && `${totals.violations} violations`,
    totals.failedQueries > 0 && `${totals.failedQueries} failed queries`,
    totals.maxRecoverySeconds > bound &&
      `a run lay idle for ${totals.maxRecoverySeconds} s, more than ${bound} s`,
    isFull &&
      totals.kills < LEAST.kills &&
      `${totals.kills} kills, fewer than ${LEAST.kills}`,
    isFull &&
      totals.pairs < LEAST.pairs &&
      `${totals.pairs} pairs, fewer than ${LEAST.pairs}`,
  ].filter(text => text !== false);
}

import type { ConsumerState } from './consumer';

/** How fast the consumers of a secret followed its rotations. Spans in ms. */
export interface ConvergenceSummary {
  /** Half of the rotations were at least as fast. */
  readonly p50Ms: number;
  /** 95 of 100 rotations were at least as fast. */
  readonly p95Ms: number;
  /** How many rotations were measured. */
  readonly rotations: number;
}

/**
 * How long it took from when a version became current until the last required consumer first attested it, in ms. Pure.
 * @returns `undefined` where nothing can be measured: without consumers, and while one has not attested
 */
export function convergenceOf(
  currentAt: number | undefined,
  required: readonly Pick<ConsumerState, 'attestedSince'>[],
): number | undefined {
  if (currentAt === undefined || required.length === 0) return undefined;
  let last = currentAt;
  for (const { attestedSince } of required) {
    if (attestedSince === undefined) return undefined;
    // Two replicas' clocks may differ by a moment, and no span is negative.
    last = Math.max(last, attestedSince);
  }
  return last - currentAt;
}

/** Sums up what several rotations took, each percentile a span that was really measured. Pure. */
export function summarizeConvergence(
  spans: readonly number[],
): ConvergenceSummary | undefined {
  if (spans.length === 0) return undefined;
  const sorted = [...spans].sort((a, b) => a - b);
  // The nearest rank: the shortest span that covers so many of them.
  const percentile = (percent: number) =>
    sorted[Math.ceil((percent * sorted.length) / 100) - 1];
  return {
    p50Ms: percentile(50),
    p95Ms: percentile(95),
    rotations: sorted.length,
  };
}

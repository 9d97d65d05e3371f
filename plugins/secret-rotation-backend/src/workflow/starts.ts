import type { InstanceState } from './consumer';

type Started = Pick<InstanceState, 'startedAt'>;

// Who counts back from an uptime gives a slightly other time at each look.
const SAME_START_MS = 1_000;

/** Adds the times at which instances say they started to those that were seen before. Pure. */
export function startsSeen(
  before: readonly number[],
  instances: readonly Started[],
): readonly number[] {
  const starts = [...before];
  for (const { startedAt } of instances) {
    const isNew =
      startedAt !== undefined &&
      starts.every(start => Math.abs(start - startedAt) > SAME_START_MS);
    // More than too many say nothing more, and are not kept.
    if (isNew && !startsTooOften(starts, instances)) starts.push(startedAt);
  }
  return starts;
}

/** Whether there were more starts than a reload explains: it may start every instance anew, once. Pure. */
export function startsTooOften(
  starts: readonly number[],
  instances: readonly Started[],
): boolean {
  return starts.length > 2 * instances.length;
}

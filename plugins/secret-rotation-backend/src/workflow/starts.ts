import type { InstanceState } from './consumer';

type Started = Pick<InstanceState, 'startedAt'>;
type NamedStart = Pick<InstanceState, 'id' | 'startedAt'>;

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

/**
 * Whether an instance has started anew between two looks: it was not well in between, however well it is at both. A new
 * instance is no restart of an old one. Pure.
 */
export function hasRestarted(
  before: readonly NamedStart[],
  now: readonly NamedStart[],
): boolean {
  return now.some(({ id, startedAt }) => {
    const known = before.find(each => each.id === id)?.startedAt;
    return (
      known !== undefined &&
      startedAt !== undefined &&
      startedAt > known + SAME_START_MS
    );
  });
}

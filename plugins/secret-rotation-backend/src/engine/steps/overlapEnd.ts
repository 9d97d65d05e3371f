import { hasAttested, type ConsumerState } from '../../workflow/consumer';
import { stayingAndGoing } from '../sides';
import type { StepContext } from '../StepContext';

/**
 * When the old version may be refused at the earliest: the policy's overlap has elapsed, and what was made with the old
 * version, while a consumer still used it, has ended.
 *
 * A rollback has nothing to wait for: the version that goes was the newcomer. Nor has what the manager refuses when it
 * likes, or what a single slot has refused already.
 */
export function overlapEnd(
  context: StepContext,
  consumers: readonly ConsumerState[],
): number {
  const { rotator, options, run, policy } = context;
  if (
    context.means.by === 'manager' ||
    rotator.overlap !== 'dual' ||
    run.direction !== 'forward' ||
    run.kind !== 'rotate'
  ) {
    return context.startedAt;
  }
  const byPolicy = (run.overlapFrom ?? context.now()) + policy.overlapMs;
  const graceMs = rotator.graceAfterUse?.(options) ?? 0;
  if (graceMs === 0) return byPolicy;
  const since =
    attestedSince(context) ??
    (consumers.every(hasAttested) ? context.now() : undefined);
  // While a consumer is missing nothing is refused, whenever the overlap ends.
  return since === undefined ? byPolicy : Math.max(byPolicy, since + graceMs);
}

/** Since when every look before this one has found each consumer on the version that stays. */
function attestedSince(context: StepContext): number | undefined {
  const { row } = stayingAndGoing(context).stays;
  const held = context.run.gates.find(
    ({ code }) => code === 'consumers-attested',
  )?.heldSince;
  // What was found before the version became current was found of another one.
  const from = row?.backAt ?? row?.currentAt;
  return held !== undefined && from !== undefined && held >= from
    ? held
    : undefined;
}

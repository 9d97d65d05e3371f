import { healthOf, type ConsumerState } from './consumer';

/** How patient a run is with its consumers. Spans in ms. */
export interface SoakRules {
  /** How long health must hold after a wave was told. */
  readonly soakMs: number;
  /** How long a consumer may be ill before a repair: a restart takes a moment. */
  readonly graceMs: number;
  /** How many automatic repairs a consumer gets in a run. */
  readonly maxRepairs: number;
  /** How long until the next look while nothing else has a time. */
  readonly pollMs: number;
  /** From when on a consumer that still comes and goes is given up; an instant. */
  readonly patientUntil: number;
}

/** What the health of a wave means. */
export type SoakVerdict =
  | { readonly kind: 'held' }
  | { readonly kind: 'wait'; readonly until: number; readonly cause: string }
  | { readonly kind: 'repair'; readonly consumers: readonly string[] }
  | {
      readonly kind: 'give-up';
      readonly consumers: readonly string[];
      /** `unsteady`: each time it was well again before a repair, and ill again before the soak was over. */
      readonly because: 'ill' | 'unsteady';
    };

/**
 * Judges a wave after an observation. A consumer that was ill before the run neither holds it up nor is repaired.
 * Pure.
 */
export function judgeSoak(
  wave: readonly ConsumerState[],
  rules: SoakRules,
  now: number,
): SoakVerdict {
  const judged = wave.filter(consumer => !consumer.illBefore);
  const patient = (c: ConsumerState) =>
    c.illSince === undefined || now - c.illSince < rules.graceMs;
  const overdue = judged.filter(c => healthOf(c) !== 'healthy' && !patient(c));
  const hopeless = overdue.filter(c => c.repairs >= rules.maxRepairs);
  if (hopeless.length > 0) {
    return {
      kind: 'give-up',
      consumers: hopeless.map(c => c.entityRef),
      because: 'ill',
    };
  }
  if (overdue.length > 0) {
    return { kind: 'repair', consumers: overdue.map(c => c.entityRef) };
  }
  const unsteady = judged.filter(c => heldFrom(c, now) + rules.soakMs > now);
  if (unsteady.length > 0 && now >= rules.patientUntil) {
    return {
      kind: 'give-up',
      consumers: unsteady.map(c => c.entityRef),
      because: 'unsteady',
    };
  }
  const ill = judged.filter(c => healthOf(c) !== 'healthy');
  if (ill.length > 0) {
    return {
      kind: 'wait',
      until: now + rules.pollMs,
      cause: `${ill
        .map(c => c.title ?? c.entityRef)
        .join(', ')} not healthy yet`,
    };
  }
  const end =
    Math.max(...judged.map(c => heldFrom(c, now)), Number.NEGATIVE_INFINITY) +
    rules.soakMs;
  if (judged.length === 0 || end <= now) return { kind: 'held' };
  return {
    kind: 'wait',
    // Ten looks at a healthy wave are enough: each costs a commit.
    until: Math.min(end, now + Math.max(rules.pollMs, rules.soakMs / 10)),
    cause: 'Health must hold for the soak time',
  };
}

/** Since when a consumer's health counts. */
function heldFrom(
  { healthySince, toldAt }: ConsumerState,
  now: number,
): number {
  return Math.max(healthySince ?? now, toldAt ?? now);
}

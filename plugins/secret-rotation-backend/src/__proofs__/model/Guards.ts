import { answerOf, gatesHold, judgeGates } from '../../workflow/gates';
import { needsIntent } from '../../workflow/position';

/**
 * The engine's own guards, and those of the store and the target by name. A mutant switches one off; the model must
 * then find an outage, or the guard would be worth nothing.
 */
export interface Guards {
  readonly answerOf: typeof answerOf;
  readonly judgeGates: typeof judgeGates;
  readonly gatesHold: typeof gatesHold;
  readonly needsIntent: typeof needsIntent;
  /** Every commit compares the epoch. */
  readonly epochCheck: boolean;
  /** The target refuses an older fence. */
  readonly targetFence: boolean;
  /** The store compares before it sets. */
  readonly compareAndSet: boolean;
  /** A rollback writes the store's current version anew. */
  readonly restoreAnew: boolean;
}

/** Nothing is switched off. */
export const GUARDS: Guards = {
  answerOf,
  judgeGates,
  gatesHold,
  needsIntent,
  epochCheck: true,
  targetFence: true,
  compareAndSet: true,
  restoreAnew: true,
};

/** Each guard switched off, by the name under which the result lists it. */
export const MUTANTS: Readonly<Record<string, Guards>> = {
  'epoch check': { ...GUARDS, epochCheck: false },
  'target fence': { ...GUARDS, targetFence: false },
  'compare-and-set': { ...GUARDS, compareAndSet: false },
  'unknown is not accepted': {
    ...GUARDS,
    answerOf: answers =>
      answers.includes('rejected') ? 'rejected' : 'accepted',
  },
  'attestation gate': { ...GUARDS, gatesHold: () => true },
  'restore writes anew': { ...GUARDS, restoreAnew: false },
};

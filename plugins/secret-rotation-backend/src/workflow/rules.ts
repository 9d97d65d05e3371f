import { joinConsumers } from './consumer';
import { answerOf, gatesHold, isRefused, judgeGates } from './gates';
import { needsIntent } from './position';
import { decide, transition } from './transition';
import { activatable } from './version';

/**
 * The pure decisions that keep a rotation safe, as one object that the engine is given. The engine asks them nowhere
 * else, so whoever proves the engine can switch off one and must then find an outage: a guard whose absence goes
 * unnoticed would be worth nothing.
 * @internal
 */
export interface Rules {
  /** Where a run goes after a step. */
  readonly transition: typeof transition;
  /** Where a person's decision sends a run. */
  readonly decide: typeof decide;
  /** Whether an intent must be committed before a step acts. */
  readonly needsIntent: typeof needsIntent;
  /** Which value the target may be told: one that is durable. */
  readonly activatable: typeof activatable;
  /** What all endpoints say together; `unknown` is neither of the others. */
  readonly answerOf: typeof answerOf;
  /** Whether every endpoint was heard to refuse. */
  readonly isRefused: typeof isRefused;
  /** Who must attest: the set only grows. */
  readonly joinConsumers: typeof joinConsumers;
  /** What must hold before anything is revoked. */
  readonly judgeGates: typeof judgeGates;
  readonly gatesHold: typeof gatesHold;
}

/** The rules of a real rotation. @internal */
export const RULES: Rules = {
  transition,
  decide,
  needsIntent,
  activatable,
  answerOf,
  isRefused,
  joinConsumers,
  judgeGates,
  gatesHold,
};

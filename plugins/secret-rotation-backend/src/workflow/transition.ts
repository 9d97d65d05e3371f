import type { Decision } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  following,
  positionOf,
  mayCancel,
  mayRollBack,
  type Ending,
  type Journey,
  type Position,
} from './position';

/** What a person is asked. */
export interface Question {
  readonly text: string;
  /** Entity ref of who is asked. */
  readonly owner: string;
}

/** What came of one try at a step. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Try the same step again at `until` (instant in ms). */
  | { readonly kind: 'wait'; readonly until: number; readonly cause: string }
  | { readonly kind: 'block'; readonly question: Question }
  /** Preflight failed; nothing was written. */
  | { readonly kind: 'refuse'; readonly reason: string }
  /** The policy turns the run back. */
  | { readonly kind: 'turn-back'; readonly reason: string };

/** Where a run goes next. */
export type Transition =
  | { readonly to: 'step'; readonly at: Position; readonly ending?: Ending }
  | { readonly to: 'waiting'; readonly until: number; readonly cause: string }
  | { readonly to: 'blocked'; readonly question: Question }
  | { readonly to: 'refused'; readonly reason: string }
  | { readonly to: 'closed' };

const TURN_BACK: Transition = {
  to: 'step',
  at: { direction: 'rollback', step: 'preflight', wave: 1 },
  ending: 'rolled-back',
};

/** A cancelled run only clears away what it staged. */
const CLEAR_AWAY: Transition = {
  to: 'step',
  at: { direction: 'rollback', step: 'destroy', wave: 1 },
  ending: 'cancelled',
};

/**
 * The whole workflow as one function: where a run at `at` goes after `outcome`. Pure; this and {@link decide} are the
 * only places in which a run moves.
 */
export function transition(
  at: Journey,
  waves: number,
  outcome: Outcome,
): Transition {
  switch (outcome.kind) {
    case 'done': {
      const next = following(positionOf(at), waves);
      return next === 'end' ? { to: 'closed' } : { to: 'step', at: next };
    }
    case 'wait':
      return { to: 'waiting', until: outcome.until, cause: outcome.cause };
    case 'block':
      return { to: 'blocked', question: outcome.question };
    case 'refuse':
      if (at.direction !== 'forward' || at.step !== 'preflight') {
        throw new Error(
          `Only preflight refuses, not ${at.direction} ${at.step}`,
        );
      }
      return { to: 'refused', reason: outcome.reason };
    case 'turn-back':
      if (!mayRollBack(at)) {
        throw new Error(`No way back from ${at.direction} ${at.step}`);
      }
      return TURN_BACK;
    default:
      return unreachable(outcome);
  }
}

/** What a person may decide now. `recheck` needs a run that stands still. */
export function possibleDecisions(
  at: Journey,
  standsStill: boolean,
): Decision[] {
  const decisions: Decision[] = [];
  if (standsStill) decisions.push('recheck');
  if (mayRollBack(at)) decisions.push('rollback');
  if (mayCancel(at)) decisions.push('cancel');
  return decisions;
}

/**
 * Where a person's decision sends a run that is at `at`. `undefined`: it is not possible from there (any more), the
 * run goes on as if nothing was said.
 */
export function decide(
  at: Journey,
  decision: Decision,
): Transition | undefined {
  switch (decision) {
    case 'recheck':
      return { to: 'step', at: positionOf(at) };
    case 'rollback':
      return mayRollBack(at) ? TURN_BACK : undefined;
    case 'cancel':
      return mayCancel(at) ? CLEAR_AWAY : undefined;
    default:
      return unreachable(decision);
  }
}

function unreachable(value: never): never {
  throw new Error(`Unknown ${JSON.stringify(value)}`);
}

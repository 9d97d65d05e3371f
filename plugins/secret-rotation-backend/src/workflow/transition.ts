import type {
  Decision,
  Task,
  TurnSubject,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  following,
  positionOf,
  mayAdopt,
  mayCancel,
  mayRetry,
  mayRollBack,
  mayTurnBack,
  type Ending,
  type Journey,
  type Position,
} from './position';

/** What a run that stands still is about, where that opens choices of its own. */
export interface Matter {
  readonly about?: TurnSubject;
  /** The consumers that it is about, by entity ref. */
  readonly consumers?: readonly string[];
  /** What only a person can do. */
  readonly task?: Task;
}

/** What a person is asked. */
export interface Question extends Matter {
  readonly text: string;
  /** Entity ref of who is asked. */
  readonly owner: string;
  /** When Keyturn looks again by itself (instant in ms); absent where only a person's answer helps. */
  readonly lookAgainAt?: number;
}

/** What came of one try at a step. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Try the same step again at `until` (instant in ms). */
  | ({
      readonly kind: 'wait';
      readonly until: number;
      readonly cause: string;
    } & Matter)
  | { readonly kind: 'block'; readonly question: Question }
  /** Preflight failed; nothing was written. */
  | { readonly kind: 'refuse'; readonly reason: string }
  /** The policy turns the run back. */
  | { readonly kind: 'turn-back'; readonly reason: string }
  /** What promote stands on is not so any more: the target is looked at, and told, once more. */
  | { readonly kind: 'begin-anew'; readonly reason: string };

/** Where a run goes next. */
export type Transition =
  | { readonly to: 'step'; readonly at: Position; readonly ending?: Ending }
  | ({
      readonly to: 'waiting';
      readonly until: number;
      readonly cause: string;
    } & Matter)
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

const ACTIVATE: Position = { direction: 'forward', step: 'activate', wave: 1 };

/**
 * An adopted version takes the place of the new one: the run goes on from where that becomes current, whichever way it
 * went before.
 */
const ADOPT: Transition = {
  to: 'step',
  at: { direction: 'forward', step: 'promote', wave: 1 },
  ending: 'succeeded',
};

/** The step that looks at what is current before the run writes over it. */
function beforeWriting(at: Position): Position {
  return at.direction === 'forward'
    ? { direction: 'forward', step: 'promote', wave: 1 }
    : { direction: 'rollback', step: 'preflight', wave: 1 };
}

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
    case 'wait': {
      const { kind: _, ...wait } = outcome;
      return { to: 'waiting', ...wait };
    }
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
      if (!mayTurnBack(at)) {
        throw new Error(`No way back from ${at.direction} ${at.step}`);
      }
      return TURN_BACK;
    case 'begin-anew':
      if (at.direction !== 'forward' || at.step !== 'promote') {
        throw new Error(
          `Only promote begins anew, not ${at.direction} ${at.step}`,
        );
      }
      return { to: 'step', at: ACTIVATE };
    default:
      return unreachable(outcome);
  }
}

/**
 * What a person may decide now. `recheck` needs a run that stands still.
 * @param about - what the run that stands still is about
 */
export function possibleDecisions(
  at: Journey,
  standsStill: boolean,
  about?: TurnSubject,
): Decision[] {
  const decisions: Decision[] = [];
  if (standsStill) {
    if (about === 'task') decisions.push('complete');
    if (about === 'drift' && mayAdopt(at)) decisions.push('adopt');
    if (about === 'drift' && mayRetry(at)) decisions.push('retry');
    if (about === 'vanished-consumers' || about === 'no-consumers')
      decisions.push('release');
    decisions.push('recheck');
  }
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
    case 'complete':
    case 'recheck':
    case 'release':
      return { to: 'step', at: positionOf(at) };
    case 'adopt':
      return mayAdopt(at) ? ADOPT : undefined;
    case 'retry':
      return mayRetry(at) ? { to: 'step', at: beforeWriting(at) } : undefined;
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

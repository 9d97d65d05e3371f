import type { Decision } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Journey } from '../position';
import type { Outcome } from '../transition';

/** What happens to a run: a step answers, or a person decides. */
export type Move =
  | { readonly outcome: Outcome }
  | { readonly decision: Decision };

/** The workflow as the design draws it, as plain lists that know none of the code. */
export const WAY = {
  forward:
    'preflight generate stage activate promote reload monitor verify revoke destroy record schedule',
  rollback:
    'preflight promote reload monitor verify revoke destroy record schedule',
};

/** Where the plain model goes when a step is done; `undefined` is the end. */
function afterStep(at: Journey, waves: number): string | undefined {
  if (at.step === 'monitor' && at.wave < waves)
    return `${at.direction} reload ${at.wave + 1}`;
  const steps = WAY[at.direction].split(' ');
  const next = steps[steps.indexOf(at.step) + 1];
  if (!next) return undefined;
  return `${at.direction} ${next} ${next === 'monitor' ? at.wave : 1}`;
}

export const nameOf = ({ direction, step, wave }: Journey) =>
  `${direction} ${step} ${wave}`;

/** Whether the model lets a step answer so: the engine asks for nothing else. */
export function mayAnswer(at: Journey, outcome: Outcome): boolean {
  if (outcome.kind === 'refuse') return nameOf(at) === 'forward preflight 1';
  if (outcome.kind === 'begin-anew') return nameOf(at) === 'forward promote 1';
  return (
    outcome.kind !== 'turn-back' ||
    (mayTurnBack(at) && at.cause !== 'compromised')
  );
}

function mayTurnBack(at: Journey): boolean {
  return (
    at.kind === 'rotate' &&
    at.pins.plan?.oldVersion !== undefined &&
    at.direction === 'forward' &&
    ['activate', 'promote', 'reload', 'monitor', 'verify'].includes(at.step)
  );
}

function mayEnd(at: Journey): boolean {
  return (
    at.direction === 'forward' &&
    ['preflight', 'generate', 'stage'].includes(at.step)
  );
}

/** Whether something that consumers read was changed, and nothing refused yet: then a foreign version can be dealt with. */
function isBetween(at: Journey): boolean {
  return (
    !mayEnd(at) &&
    !['revoke', 'destroy', 'record', 'schedule'].includes(at.step)
  );
}

function expectedOfDecision(at: Journey, decision: Decision): string {
  const { drift } = at.pins;
  switch (decision) {
    case 'complete':
    case 'recheck':
    case 'release':
      return nameOf(at);
    case 'adopt':
      return drift && isBetween(at) ? 'forward promote 1' : 'nothing';
    case 'retry':
      if (!drift?.replaceable || !isBetween(at)) return 'nothing';
      // Consumers that were told of a version are led on, not back.
      if (['reload', 'monitor', 'verify'].includes(at.step)) return 'nothing';
      return at.direction === 'forward'
        ? 'forward promote 1'
        : 'rollback preflight 1';
    case 'rollback':
      return mayTurnBack(at) ? 'rollback preflight 1' : 'nothing';
    default:
      return mayEnd(at) ? 'rollback destroy 1' : 'nothing';
  }
}

/** What the model expects of a move: the place where the run is then, or how it stands still or ends. */
export function expected(at: Journey, waves: number, move: Move): string {
  if ('decision' in move) {
    return expectedOfDecision(at, move.decision);
  }
  switch (move.outcome.kind) {
    case 'done':
      return afterStep(at, waves) ?? 'closed';
    case 'wait':
      return 'waiting';
    case 'block':
      return 'blocked';
    case 'refuse':
      return 'refused';
    case 'begin-anew':
      return 'forward activate 1';
    default:
      return 'rollback preflight 1';
  }
}

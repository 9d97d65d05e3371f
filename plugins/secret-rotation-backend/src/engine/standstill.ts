import type { RunRow, StepRow } from '../ledger/rows';
import type { Outcome, Transition } from '../workflow/transition';

/** Every way in which a run stops moving. */
export type Stopped = Exclude<Transition, { to: 'step' }>;

/** The state of a step's row after a try. */
export function stateAfter(
  outcome: Outcome,
  next: Transition,
): StepRow['state'] {
  if (outcome.kind === 'turn-back') return 'failed';
  switch (next.to) {
    case 'waiting':
      return 'waiting';
    case 'blocked':
      return 'blocked';
    case 'refused':
      return 'failed';
    default:
      return 'done';
  }
}

const RESULTS: Readonly<Record<RunRow['ending'], string>> = {
  succeeded:
    'Every consumer uses the new version; the old one is refused and gone',
  'rolled-back':
    'Every consumer uses the old version again; the new one is refused and gone',
  cancelled: 'Cancelled before anything that is used was changed',
};

const UNPROVEN =
  '. Nobody can be asked what is accepted: that is what consumers attested and people said, not proven';

/** The run as it is when it stands still or is over. */
export function stopped(run: RunRow, next: Stopped, now: number): RunRow {
  switch (next.to) {
    case 'waiting':
      return {
        ...run,
        state: 'waiting',
        tries: run.tries + 1,
        nextAt: next.until,
        turn: {
          who: 'keyturn',
          cause: next.cause,
          troubled: isTroubled(run),
          about: next.about,
          consumers: next.consumers,
          task: next.task,
        },
      };
    case 'blocked':
      return {
        ...run,
        state: 'blocked',
        tries: run.tries + 1,
        nextAt: next.question.lookAgainAt,
        turn: {
          who: 'person',
          owner: next.question.owner,
          question: next.question.text,
          about: next.question.about,
          consumers: next.question.consumers,
          task: next.question.task,
        },
      };
    case 'refused':
      return {
        ...run,
        state: 'refused',
        nextAt: undefined,
        turn: undefined,
        closedAt: now,
        result: `Refused before anything was written: ${next.reason}`,
      };
    default:
      return {
        ...run,
        state: run.ending,
        nextAt: undefined,
        turn: undefined,
        closedAt: now,
        result: `${RESULTS[run.ending]}${
          run.pins.plan?.unprovable && run.ending !== 'cancelled'
            ? UNPROVEN
            : ''
        }`,
      };
  }
}

/** Monitor and verify wait because time must pass; every other step waits because something is not as it should be. */
function isTroubled(run: RunRow): boolean {
  return run.step !== 'monitor' && run.step !== 'verify';
}

/** What the audit trail says of a run that stands still or is over; nothing while it goes on. */
export function stopNote(
  before: RunRow,
  after: RunRow,
): { action: string; detail: Record<string, unknown> } | undefined {
  if (after.state === 'running' || after.state === 'queued') return undefined;
  if (after.state === 'waiting') {
    // A wait that goes on for the same cause is one event, not one per look.
    const cause = after.turn?.who === 'keyturn' ? after.turn.cause : undefined;
    const same = before.turn?.who === 'keyturn' && before.turn.cause === cause;
    return same
      ? undefined
      : { action: 'run.waiting', detail: { cause, until: after.nextAt } };
  }
  if (after.state === 'blocked' && after.turn?.who === 'person') {
    const { owner, question } = after.turn;
    const same =
      before.turn?.who === 'person' && before.turn.question === question;
    // Looking again by itself and finding the same is no news.
    if (same && after.nextAt !== undefined) return undefined;
    return { action: 'run.blocked', detail: { owner, question } };
  }
  return { action: `run.${after.state}`, detail: { result: after.result } };
}

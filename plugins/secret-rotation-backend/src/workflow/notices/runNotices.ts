import { shownState } from '../turn';
import type {
  CurrentNotice,
  NoticeFacts,
  NoticeRun,
  NoticeSecret,
} from './facts';
import { runLink } from './links';
import { DEFAULT_REMINDERS, NO_REMINDERS, type Reminders } from './reminders';
import { scopeOf } from './scope';
import { wordsOfEnd, wordsOfQuestion, wordsOfStall, type Words } from './words';

const HOUR_MS = 60 * 60 * 1000;

/** A run that has been due for longer than this, and that no worker took, is told of. */
export const STALLED_AFTER_MS = HOUR_MS;

/** For how long after its end a run is told of: an upgrade or a long outage brings up nothing older. */
export const TOLD_OF_END_MS = 24 * HOUR_MS;

/** What a run gives to tell: that it asks, that no worker takes it, or how it ended. */
export function noticeOfRun(
  facts: NoticeFacts,
  run: NoticeRun,
  secret: NoticeSecret,
): CurrentNotice | undefined {
  const { now, fallbackOwner } = facts;
  const told = (
    what: string,
    recipient: string,
    words: Words,
    reminders: Reminders = run.policy.reminders ?? DEFAULT_REMINDERS,
  ): CurrentNotice => ({
    ...words,
    recipient,
    scope: scopeOf(['run', run.id, what], recipient),
    link: runLink(facts.paths, run.id),
    secretId: secret.id,
    runId: run.id,
    reminders,
  });
  if (run.closedAt !== undefined) {
    const isTold = now - run.closedAt < TOLD_OF_END_MS && endMatters(run);
    const owner = secret.owner ?? fallbackOwner;
    return isTold
      ? told('ended', owner, wordsOfEnd(secret, run), NO_REMINDERS)
      : undefined;
  }
  const { turn } = run;
  if (turn?.who === 'person' && isAsked(run)) {
    const { about } = turn;
    const { direction, step, wave } = run;
    const question = [direction, step, wave, about ?? 'decision'].join('/');
    const words = wordsOfQuestion(secret, { ...run, about });
    return told(question, turn.owner, words);
  }
  return isStalled(run, now)
    ? told('stalled', fallbackOwner, wordsOfStall(secret, run.id))
    : undefined;
}

/** A person's answer that no worker has carried out yet leaves nothing to ask. */
function isAsked(run: NoticeRun): boolean {
  return run.decision === undefined && shownState(run) === 'blocked';
}

function isStalled({ nextAt }: NoticeRun, now: number): boolean {
  return nextAt !== undefined && nextAt <= now - STALLED_AFTER_MS;
}

/** Nobody watches a run of the schedule; whoever cancels one knows of it. An emergency's end is told in any case. */
function endMatters({ state, cause }: NoticeRun): boolean {
  return (
    cause === 'compromised' || state === 'refused' || state === 'rolled-back'
  );
}

import { createHash } from 'node:crypto';
import type {
  BindingState,
  RunCause,
  RunDirection,
  RunState,
  StepName,
  TurnSubject,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Notice } from '@keyturn/backstage-plugin-secret-rotation-node';
import { shownState } from '../turn';
import { runLink, secretLink, type PortalPaths } from './links';
import { DEFAULT_REMINDERS, type Reminders } from './reminders';
import {
  wordsOfEnd,
  wordsOfOverdue,
  wordsOfQuestion,
  wordsOfStall,
  type Words,
} from './words';

const HOUR_MS = 60 * 60 * 1000;

/** A run that has been due for longer than this, and that no worker took, is told of. */
export const STALLED_AFTER_MS = HOUR_MS;

/** A secret that has been due for longer than this, and that nothing rotates, is told of. */
export const OVERDUE_AFTER_MS = HOUR_MS;

/** For how long after its end a run is told of: an upgrade or a long outage brings up nothing older. */
export const TOLD_OF_END_MS = 24 * HOUR_MS;

/** What is asked of a secret. Instants are in ms. */
export interface NoticeSecret {
  readonly id: number;
  readonly namespace: string;
  readonly name: string;
  readonly owner?: string;
  readonly policy: string;
  readonly binding: BindingState;
  readonly dueAt?: number;
  readonly dispatchAt?: number;
}

/** What is asked of a run. Instants are in ms. */
export interface NoticeRun {
  readonly id: number;
  readonly state: RunState;
  readonly direction: RunDirection;
  readonly step: StepName;
  readonly wave: number;
  readonly cause: RunCause;
  readonly policy: { readonly reminders?: Reminders };
  readonly nextAt?: number;
  readonly closedAt?: number;
  readonly decision?: object;
  readonly turn?: { readonly about?: TurnSubject } & (
    | { readonly who: 'keyturn' }
    | { readonly who: 'person'; readonly owner: string }
  );
}

/** What the ledger knows. */
export interface NoticeFacts {
  readonly now: number;
  readonly fallbackOwner: string;
  readonly paths: PortalPaths;
  /** Runs that are open or were a while ago, each with its secret. */
  readonly runs: ReadonlyArray<{
    readonly run: NoticeRun;
    readonly secret: NoticeSecret;
  }>;
  /** Secrets without an open run. */
  readonly secrets: readonly NoticeSecret[];
  /** Of the present policies by name. */
  readonly reminders: ReadonlyMap<string, Reminders>;
}

/** A notice that stands: it is so now, whether somebody was told or not. */
export interface CurrentNotice extends Notice {
  readonly secretId: number;
  readonly runId?: number;
  readonly reminders: Reminders;
}

const NO_REMINDERS: Reminders = { everyMs: 0, times: 0 };

/** Whom the state of the ledger concerns now, and what each is told. Pure. */
export function noticesOf(facts: NoticeFacts): CurrentNotice[] {
  return [
    ...facts.runs.flatMap(({ run, secret }) => {
      const told = ofRun(facts, run, secret);
      return told ? [told] : [];
    }),
    ...facts.secrets
      .filter(secret => isLeftOverdue(secret, facts.now))
      .map(secret => ofOverdue(facts, secret)),
  ];
}

function ofRun(
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

/** What waits for its window, for the end of a freeze or for another try is Keyturn's turn, not a person's. */
function isLeftOverdue(secret: NoticeSecret, now: number): boolean {
  const { binding, dueAt, dispatchAt } = secret;
  if (dueAt === undefined || binding === 'parked') return false;
  const isLate = (at: number) => at <= now - OVERDUE_AFTER_MS;
  const startsItself = binding === 'enrolled' && dispatchAt !== undefined;
  return isLate(dueAt) && (!startsItself || isLate(dispatchAt));
}

function ofOverdue(facts: NoticeFacts, secret: NoticeSecret): CurrentNotice {
  // Enrolling is not the owner's to do.
  const recipient =
    (secret.binding === 'unenrolled' ? undefined : secret.owner) ??
    facts.fallbackOwner;
  return {
    ...wordsOfOverdue(secret),
    recipient,
    scope: scopeOf(['secret', secret.id, 'overdue'], recipient),
    link: secretLink(facts.paths, secret),
    secretId: secret.id,
    reminders: facts.reminders.get(secret.policy) ?? DEFAULT_REMINDERS,
  };
}

/** Backstage keeps 255 characters of a scope, which an entity ref alone may have. */
function scopeOf(
  what: ReadonlyArray<string | number>,
  recipient: string,
): string {
  const whom = createHash('sha256').update(recipient).digest('hex');
  return [...what, whom.slice(0, 16)].join('/');
}

import type { RunState } from '@keyturn/backstage-plugin-secret-rotation-common';
import { mayCarry, waitsForWorker } from './workerLabels';

/**
 * The state of a run as people see it. A run that asks a person and looks again by itself stays blocked meanwhile: the
 * question stands until an answer or another outcome is on record.
 */
export function shownState(run: {
  readonly state: RunState;
  readonly turn?: { readonly who: 'keyturn' | 'person' };
  readonly decision?: object;
}): RunState {
  const isCarried = run.state === 'running' || run.state === 'queued';
  const isAsked = run.turn?.who === 'person' && run.decision === undefined;
  return isCarried && isAsked ? 'blocked' : run.state;
}

/** Whether a run goes on only at a time, or at a person's answer. */
export function standsStill(run: Parameters<typeof shownState>[0]): boolean {
  const state = shownState(run);
  return state === 'waiting' || state === 'blocked';
}

/** What is asked of a run to say whose turn it is. Instants are in ms. */
export interface Standing {
  readonly state: RunState;
  readonly stepVersion: number;
  readonly needs: readonly string[];
  readonly nextAt?: number;
  readonly closedAt?: number;
  /** A person's answer that a worker is to carry out. */
  readonly decision?: object;
  readonly turn?:
    | { readonly who: 'keyturn'; readonly cause: string }
    | {
        readonly who: 'person';
        readonly owner: string;
        readonly question: string;
      };
}

/** A worker that could carry a run. */
export interface Candidate {
  readonly labels: readonly string[];
  readonly stepVersion: number;
}

/** Whose turn a run is. Where Keyturn is at work, state and step say all; else there are words for it. */
export type WhoseTurn =
  | { readonly who: 'nobody' }
  | {
      readonly who: 'person';
      readonly owner: string;
      readonly question: string;
    }
  | {
      readonly who: 'keyturn';
      readonly cause?: string;
      readonly until?: number;
    };

/**
 * Whose turn a run is. An open run never stands without a word: it asks a person, waits for a time, is at work, or
 * waits for a worker, and then it says which workers there are.
 */
export function whoseTurn(
  run: Standing,
  now: number,
  workers: readonly Candidate[],
): WhoseTurn {
  if (run.closedAt !== undefined) return { who: 'nobody' };
  if (shownState(run) === 'blocked') {
    return run.turn?.who === 'person'
      ? { who: 'person', owner: run.turn.owner, question: run.turn.question }
      : { who: 'keyturn', cause: 'Nobody is asked. Housekeeping queues it' };
  }
  const { nextAt } = run;
  if (nextAt === undefined)
    return { who: 'keyturn', cause: 'Nobody wakes it. Housekeeping queues it' };
  if (nextAt <= now)
    return { who: 'keyturn', cause: waitOf(run, now, workers) };
  const cause = run.turn?.who === 'keyturn' ? run.turn.cause : undefined;
  switch (run.state) {
    case 'waiting':
      return { who: 'keyturn', cause: cause ?? 'It waits', until: nextAt };
    case 'running':
      return { who: 'keyturn' };
    default:
      return { who: 'keyturn', cause: 'Queued', until: nextAt };
  }
}

/** Why a run that is due has no worker, as far as the workers that live say it. */
function waitOf(
  run: Standing,
  now: number,
  workers: readonly Candidate[],
): string {
  const lost = run.state === 'running' ? 'Its worker is gone; it ' : 'It ';
  const seen = `${workers.length} ${
    workers.length === 1 ? 'worker was' : 'workers were'
  } seen in the last minute`;
  const able = workers.filter(({ labels }) => mayCarry(labels, run.needs));
  const knowing = able.filter(
    ({ stepVersion }) => stepVersion >= run.stepVersion,
  );
  const labelled = waitsForWorker(run, now) ?? 'waits for a worker';
  if (able.length === 0) return `${lost}${labelled}; ${seen}`;
  return knowing.length === 0
    ? `${lost}waits for a worker of a newer release; ${seen}`
    : `${lost}waits for a worker; ${seen}, ${knowing.length} may take it`;
}

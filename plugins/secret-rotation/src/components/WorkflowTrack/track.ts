import {
  isOpen,
  STEPS,
  type Attempt,
  type Finding,
  type RunDetail,
  type StepName,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** How far one step is. `skipped`: the run ended well without it. @internal */
export type NodeState = Attempt['state'] | 'todo' | 'skipped';

/** One box of the picture. @internal */
export interface TrackNode {
  step: StepName;
  state: NodeState;
  live: boolean;
  /** When it was begun last. */
  startedAt?: string;
  /** When it is expected, for what is still to come. */
  expectedAt?: string;
}

/** A consumer that is being diagnosed or repaired. @internal */
export interface Patient {
  entityRef: string;
  title?: string;
  finding?: Finding;
  repairs: number;
}

/** What the picture of a run shows. @internal */
export interface Track {
  nodes: TrackNode[];
  /** Where the run is on its way forward; -1 before its first step. */
  reached: number;
  bothWork: 'now' | 'was' | 'planned';
  rollback: 'possible' | 'live' | 'done' | 'gone';
  rollbackAttempts: Attempt[];
  patients: Patient[];
}

/** From here on old and new are both accepted. @internal */
export const BOTH_FROM = STEPS.indexOf('activate');
/** The point of no return stands before this step. @internal */
export const NO_RETURN = STEPS.indexOf('revoke');

function reachedBy(run: RunDetail, forward: Attempt[]): number {
  if (run.state === 'queued' && forward.length === 0) return -1;
  if (run.direction === 'forward' && isOpen(run.state) && run.step)
    return STEPS.indexOf(run.step);
  return Math.max(-1, ...forward.map(({ step }) => STEPS.indexOf(step)));
}

function liveState(run: RunDetail): NodeState {
  if (run.state === 'blocked' || run.state === 'waiting') return run.state;
  return run.state === 'queued' ? 'todo' : 'running';
}

function rollbackOf(run: RunDetail, attempts: Attempt[]): Track['rollback'] {
  if (run.direction === 'rollback') return isOpen(run.state) ? 'live' : 'done';
  if (attempts.length > 0) return 'done';
  return isOpen(run.state) && !run.pastNoReturn ? 'possible' : 'gone';
}

function bothWorkOf(run: RunDetail): Track['bothWork'] {
  if (!run.overlapStartedAt) return 'planned';
  return isOpen(run.state) && !run.pastNoReturn ? 'now' : 'was';
}

/** Reads a run as the picture that it is drawn as. @internal */
export function trackOf(run: RunDetail): Track {
  const forward = run.attempts.filter(a => a.direction === 'forward');
  const rollbackAttempts = run.attempts.filter(a => a.direction === 'rollback');
  const reached = reachedBy(run, forward);
  const goesForward = run.direction === 'forward' && isOpen(run.state);

  const nodes = STEPS.map((step, index): TrackNode => {
    const last = forward.filter(a => a.step === step).at(-1);
    const live = goesForward && index === reached;
    const base = { step, live, startedAt: last?.startedAt };
    if (live) return { ...base, state: liveState(run) };
    if (index > reached) {
      // A person's answer has no time, so nothing after a question has one.
      const isKnown =
        goesForward && index === NO_RETURN && run.state !== 'blocked';
      const expectedAt = isKnown ? run.overlapEndsAt : undefined;
      return {
        step,
        live,
        expectedAt,
        state: run.state === 'succeeded' ? 'skipped' : 'todo',
      };
    }
    if (!last) return { ...base, state: goesForward ? 'done' : 'skipped' };
    // What was passed is done: a run never goes on over a step that is not.
    return { ...base, state: index < reached ? 'done' : last.state };
  });

  return {
    nodes,
    reached,
    rollbackAttempts,
    bothWork: bothWorkOf(run),
    rollback: rollbackOf(run, rollbackAttempts),
    patients: run.consumers
      .filter(({ finding, repairs }) => finding || repairs > 0)
      .map(({ entityRef, title, finding, repairs }) => ({
        entityRef,
        title,
        finding,
        repairs,
      })),
  };
}

import type {
  Attempt,
  HealthState,
  RunState,
  SecretBadge,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Shape } from './shapes';
import type { Tone } from './StateMark';

type Sign = { shape: Shape; tone: Tone };

const DONE: Sign = { shape: 'done', tone: 'ok' };
const AT_WORK: Sign = { shape: 'rotating', tone: 'live' };
const WAITING: Sign = { shape: 'waiting', tone: 'live' };
const ASKED: Sign = { shape: 'question', tone: 'bad' };
const ALARM: Sign = { shape: 'alarm', tone: 'bad' };
const FAILED: Sign = { shape: 'failed', tone: 'bad' };
const TODO: Sign = { shape: 'todo', tone: 'idle' };
const LOCKED: Sign = { shape: 'padlock', tone: 'idle' };
const UNKNOWN: Sign = { shape: 'unknown', tone: 'idle' };

/** The sign of each badge of a secret. @internal */
export const BADGE_SIGNS: Record<SecretBadge, Sign> = {
  blocked: ASKED,
  conflicting: { shape: 'conflicting', tone: 'warn' },
  misconfigured: { shape: 'misconfigured', tone: 'warn' },
  overdue: ALARM,
  parked: LOCKED,
  unenrolled: LOCKED,
  waiting: WAITING,
  rotating: AT_WORK,
  unknown: UNKNOWN,
  'due-soon': { shape: 'dueSoon', tone: 'warn' },
  'up-to-date': DONE,
};

/** The sign of each state of a run. @internal */
export const RUN_SIGNS: Record<RunState, Sign> = {
  queued: TODO,
  running: AT_WORK,
  waiting: WAITING,
  blocked: ASKED,
  succeeded: DONE,
  'rolled-back': { shape: 'rolledBack', tone: 'warn' },
  cancelled: { shape: 'failed', tone: 'idle' },
  refused: FAILED,
};

/** The sign of each state of a step. @internal */
export const STEP_SIGNS: Record<Attempt['state'] | 'todo' | 'skipped', Sign> = {
  running: AT_WORK,
  done: DONE,
  waiting: WAITING,
  blocked: ASKED,
  failed: FAILED,
  todo: TODO,
  skipped: UNKNOWN,
};

/** The sign of each state of health. @internal */
export const HEALTH_SIGNS: Record<HealthState, Sign> = {
  healthy: DONE,
  ill: ALARM,
  unknown: UNKNOWN,
};

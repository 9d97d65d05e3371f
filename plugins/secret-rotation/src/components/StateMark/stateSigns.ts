import type {
  HealthState,
  RunState,
  SecretBadge,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Shape } from './shapes';
import type { Tone } from './StateMark';

type Sign = { shape: Shape; tone: Tone };

/** The sign of each badge of a secret. @internal */
export const BADGE_SIGNS: Record<SecretBadge, Sign> = {
  blocked: { shape: 'question', tone: 'bad' },
  conflicting: { shape: 'conflicting', tone: 'warn' },
  misconfigured: { shape: 'misconfigured', tone: 'warn' },
  overdue: { shape: 'alarm', tone: 'bad' },
  parked: { shape: 'padlock', tone: 'idle' },
  unenrolled: { shape: 'padlock', tone: 'idle' },
  waiting: { shape: 'waiting', tone: 'live' },
  rotating: { shape: 'rotating', tone: 'live' },
  unknown: { shape: 'unknown', tone: 'idle' },
  'due-soon': { shape: 'dueSoon', tone: 'warn' },
  'up-to-date': { shape: 'done', tone: 'ok' },
};

/** The sign of each state of a run. @internal */
export const RUN_SIGNS: Record<RunState, Sign> = {
  queued: { shape: 'todo', tone: 'idle' },
  running: { shape: 'rotating', tone: 'live' },
  waiting: { shape: 'waiting', tone: 'live' },
  blocked: { shape: 'question', tone: 'bad' },
  succeeded: { shape: 'done', tone: 'ok' },
  'rolled-back': { shape: 'rolledBack', tone: 'warn' },
  cancelled: { shape: 'failed', tone: 'idle' },
  refused: { shape: 'failed', tone: 'bad' },
};

/** The sign of each state of health. @internal */
export const HEALTH_SIGNS: Record<HealthState, Sign> = {
  healthy: { shape: 'done', tone: 'ok' },
  ill: { shape: 'alarm', tone: 'bad' },
  unknown: { shape: 'unknown', tone: 'idle' },
};

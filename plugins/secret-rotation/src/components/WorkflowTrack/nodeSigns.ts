import type { Shape, Tone } from '../StateMark';
import type { NodeState } from './track';

/** The sign of each state of a step. @internal */
export const NODE_SIGNS: Record<NodeState, { shape: Shape; tone: Tone }> = {
  running: { shape: 'rotating', tone: 'live' },
  done: { shape: 'done', tone: 'ok' },
  waiting: { shape: 'waiting', tone: 'live' },
  blocked: { shape: 'question', tone: 'bad' },
  failed: { shape: 'failed', tone: 'bad' },
  todo: { shape: 'todo', tone: 'idle' },
  skipped: { shape: 'unknown', tone: 'idle' },
};

import { NOON } from '../ledgerRows';
import { idOf, pathOf, usersOf, type Name } from './secrets';

/** The runs by the state in which they were left; `closed` are over. */
export const OLD_RUNS = {
  waiting: 1,
  blocked: 2,
  queued: 3,
  running: 4,
  closed: [5, 6, 7, 8],
} as const;

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const ANA = JSON.stringify({ kind: 'user', ref: 'user:default/ana' });
const KEYTURN = JSON.stringify({ kind: 'keyturn' });
const POLICY = JSON.stringify({
  name: 'database',
  everyMs: 30 * DAY,
  overlapMs: 60_000,
  soakMs: 10_000,
  firstRotation: 'when-due',
  verifyDeadlineMs: 600_000,
  onUnhealthy: 'ask',
});

function runRow(
  id: number,
  name: Name,
  part: Record<string, unknown>,
): Record<string, unknown> {
  const options = usersOf(name);
  const binding = {
    store: 'vault',
    path: pathOf(name),
    rotator: 'postgres',
    options,
  };
  return {
    id,
    secret_id: idOf(name),
    kind: 'rotate',
    direction: 'forward',
    step: 'preflight',
    ending: 'succeeded',
    step_version: 1,
    trigger: 'manual',
    reason: 'A person asked for it',
    requested_by: ANA,
    policy: POLICY,
    pins: JSON.stringify({ binding }),
    epoch: 3,
    worker: 'the first',
    created_at: NOON - HOUR,
    ...part,
  };
}

const BILLING_PINS = JSON.stringify({
  binding: {
    store: 'vault',
    path: pathOf('billing'),
    rotator: 'postgres',
    options: usersOf('billing'),
  },
  plan: {
    oldAccount: 'billing_a',
    newAccount: 'billing_b',
    oldVersion: 1,
    newVersion: 2,
    seen: '1',
  },
  promoted: '2',
});

/** Runs in every state. */
export const RUNS = [
  runRow(OLD_RUNS.waiting, 'billing', {
    state: 'waiting',
    step: 'verify',
    pins: BILLING_PINS,
    gates: JSON.stringify([
      {
        code: 'overlap-elapsed',
        holds: false,
        detail: 'Old and new are both accepted until it ends',
        checkedAt: NOON - 30_000,
      },
    ]),
    turn: JSON.stringify({
      who: 'keyturn',
      cause: 'The overlap must end before the old version is refused',
      troubled: false,
    }),
    overlap_from: NOON - 120_000,
    next_at: NOON,
  }),
  runRow(OLD_RUNS.blocked, 'asking', {
    state: 'blocked',
    turn: JSON.stringify({
      who: 'person',
      owner: 'group:default/team-payments',
      question: 'Who uses it?',
    }),
    next_at: null,
  }),
  runRow(OLD_RUNS.queued, 'fresh', {
    state: 'queued',
    epoch: 0,
    worker: null,
    next_at: NOON,
  }),
  runRow(OLD_RUNS.running, 'stalled', { state: 'running', next_at: NOON - 1 }),
  runRow(5, 'refused', {
    state: 'refused',
    trigger: 'schedule',
    requested_by: KEYTURN,
    result: 'Refused before anything was written: nobody depends on it',
    closed_at: NOON - HOUR,
  }),
  runRow(6, 'billing', { state: 'succeeded', closed_at: NOON - 40 * DAY }),
  runRow(7, 'parked', {
    state: 'rolled-back',
    direction: 'rollback',
    ending: 'rolled-back',
    step: 'schedule',
    closed_at: NOON - DAY,
  }),
  runRow(8, 'unenrolled', {
    state: 'cancelled',
    direction: 'rollback',
    ending: 'cancelled',
    step: 'schedule',
    decision: JSON.stringify({
      kind: 'cancel',
      actor: { kind: 'user', ref: 'user:default/ana' },
      reason: 'too late',
      at: NOON - DAY,
    }),
    closed_at: NOON - DAY,
  }),
];

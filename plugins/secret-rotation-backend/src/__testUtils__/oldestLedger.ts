import type { Knex } from 'knex';
import { NOON } from './ledgerRows';

/** The ledger as the first release wrote it: columns and JSON of its migration alone, written out by hand. */

/** The only migration that the first release had. */
export const FIRST_MIGRATION = '20261122000000_initial.js';

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

/** Where a secret of that name lies. */
export function pathOf(name: string): string {
  return `${name}/db-login`;
}

function usersOf(name: string) {
  return { users: [`${name}_a`, `${name}_b`] };
}

const SECRETS = [
  'billing',
  'asking',
  'fresh',
  'stalled',
  'refused',
  'parked',
  'unenrolled',
  'misconfigured',
] as const;

type Name = (typeof SECRETS)[number];

function secretRow(name: Name): Record<string, unknown> {
  const isEnrolled = !['parked', 'unenrolled', 'misconfigured'].includes(name);
  return {
    id: idOf(name),
    entity_ref: `resource:default/${name}`,
    namespace: 'default',
    name,
    owner: 'group:default/team-payments',
    store: 'vault',
    path: pathOf(name),
    rotator: 'postgres',
    policy: 'database',
    options: JSON.stringify(usersOf(name)),
    binding: isEnrolled ? 'enrolled' : name,
    problem:
      name === 'misconfigured'
        ? JSON.stringify({ code: 'unknown-store', message: 'm', fix: 'f' })
        : null,
    binding_hash: `hash of ${name}`,
    enrolled_hash: isEnrolled ? `hash of ${name}` : null,
    last_version: name === 'billing' ? 2 : 0,
    current_version: name === 'billing' ? 2 : null,
    rotated_at: NOON - 40 * DAY,
    // The schedule was refused an hour ago and tries again in an hour.
    due_at: name === 'refused' ? NOON - 2 * HOUR : NOON + 20 * DAY,
    due_because: 'Every 30 days',
    dispatch_at: name === 'refused' ? NOON + HOUR : NOON + 20 * DAY,
    consumer_count: 1,
    seen_at: NOON - 60_000,
  };
}

function idOf(name: Name): number {
  return SECRETS.indexOf(name) + 1;
}

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

const RUNS = [
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

const CONSUMER = 'component:default/invoices';

/** Fills the first release's tables, each with rows of every kind that it wrote. */
export async function fillOldestLedger(knex: Knex): Promise<void> {
  await knex('secrets').insert(SECRETS.map(secretRow));
  await knex('claims').insert({
    kind: 'path',
    key: `vault:${pathOf('billing')}`,
    secret_id: idOf('billing'),
  });
  await knex('consumers').insert({
    secret_id: idOf('billing'),
    entity_ref: CONSUMER,
    name: 'invoices',
    namespace: 'default',
    labels: '{}',
    entry: 'http',
  });
  const version = (number: number, state: string, account: string) => ({
    secret_id: idOf('billing'),
    number,
    state,
    account,
    store_ids: JSON.stringify([String(number)]),
    created_at: NOON - HOUR,
    current_at: NOON - HOUR,
    previous_at: state === 'previous' ? NOON - 120_000 : null,
  });
  await knex('versions').insert([
    version(1, 'previous', 'billing_a'),
    version(2, 'current', 'billing_b'),
  ]);
  await knex('runs').insert(RUNS.map(row => ({ state: 'queued', ...row })));
  await knex('run_steps').insert(
    ['preflight', 'generate', 'stage', 'activate', 'promote', 'verify'].map(
      step => ({
        run_id: OLD_RUNS.waiting,
        direction: 'forward',
        step,
        wave: 1,
        state: step === 'verify' ? 'waiting' : 'done',
        tries: 1,
        started_at: NOON - 130_000,
        ended_at: step === 'verify' ? null : NOON - 125_000,
        evidence: JSON.stringify(['Done by the first release']),
      }),
    ),
  );
  await knex('run_consumers').insert({
    run_id: OLD_RUNS.waiting,
    entity_ref: CONSUMER,
    wave: 1,
    state: JSON.stringify({
      entityRef: CONSUMER,
      entity: {
        entityRef: CONSUMER,
        name: 'invoices',
        namespace: 'default',
        labels: {},
      },
      entry: 'http',
      title: 'invoices',
      wave: 1,
      wanted: 2,
      illBefore: false,
      vanished: false,
      toldAt: NOON - 100_000,
      repairs: 0,
      instances: [],
    }),
  });
  await knex('audit').insert({
    at: NOON - HOUR,
    action: 'run.created',
    actor: ANA,
    secret_ref: 'resource:default/billing',
    run_id: OLD_RUNS.waiting,
    detail: '{}',
    hash: 'a'.repeat(64),
  });
  if (knex.client.config.client === 'pg') {
    for (const table of ['secrets', 'runs']) {
      await knex.raw(
        `select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`,
      );
    }
  }
}

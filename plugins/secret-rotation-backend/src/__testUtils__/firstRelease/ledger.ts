import type { Knex } from 'knex';
import { NOON } from '../ledgerRows';
import { OLD_RUNS, RUNS } from './runs';
import { idOf, pathOf, SECRETS, secretRow } from './secrets';

/** The ledger as the first release wrote it: columns and JSON of its migration alone, written out by hand. */

const HOUR = 3600_000;

/** The only migration that the first release had. */
export const FIRST_MIGRATION = '20261122000000_initial.js';

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
  await knex('runs').insert(RUNS);
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
    actor: JSON.stringify({ kind: 'user', ref: 'user:default/ana' }),
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

import {
  OPEN_RUN_STATES,
  type OpenRunState,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Knex } from 'knex';
import type { DbRow } from '../columns';
import { WORKER_GONE_MS } from './workers';

/** How much there is to do. Ages are in ms, zero when nothing is late. */
export interface Backlog {
  /** Open runs by state; each open state is there. */
  readonly runs: ReadonlyMap<OpenRunState, number>;
  /** How long the run that has been due longest has waited for a worker. */
  readonly runDueForMs: number;
  /** Enrolled secrets that are older than their policy allows. */
  readonly overdue: number;
  /** How long the secret that has been due longest has been so. */
  readonly secretDueForMs: number;
  /** Workers that live. */
  readonly workers: number;
}

/** One query over the indexes of open runs and of due dates, and the few workers, whatever the ledger's size. */
export async function measureBacklog(
  knex: Knex,
  now: number,
): Promise<Backlog> {
  const rows: DbRow[] = await knex('secrets')
    .where('binding', 'enrolled')
    .andWhere('due_at', '<=', now)
    .select(knex.raw(`'overdue' as what`))
    .count({ rows: '*' })
    .min({ since: 'due_at' })
    .unionAll(runs =>
      runs
        .from('runs')
        .whereIn('state', OPEN_RUN_STATES)
        .groupBy('state')
        .select('state as what')
        .count({ rows: '*' })
        .min({ since: 'next_at' }),
    )
    .unionAll(workers =>
      workers
        .from('workers')
        .where('seen_at', '>', now - WORKER_GONE_MS)
        .select(knex.raw(`'workers' as what`))
        .count({ rows: '*' })
        .select(knex.raw('null')),
    );
  const counts = new Map(rows.map(row => [row.what, Number(row.rows)]));
  const lateSince = (of: (what: unknown) => boolean) =>
    rows
      .filter(row => of(row.what) && row.since !== null)
      .reduce((ms, row) => Math.max(ms, now - Number(row.since)), 0);
  return {
    runs: new Map(
      OPEN_RUN_STATES.map(state => [state, counts.get(state) ?? 0]),
    ),
    runDueForMs: lateSince(what => what !== 'overdue'),
    overdue: counts.get('overdue') ?? 0,
    workers: counts.get('workers') ?? 0,
    secretDueForMs: lateSince(what => what === 'overdue'),
  };
}

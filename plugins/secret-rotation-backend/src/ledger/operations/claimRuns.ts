import type { Knex } from 'knex';
import { runRows, type DbRow } from '../columns';
import { isPostgres } from '../database';
import type { RunRow } from '../rows';

/** Who claims, and what. */
export interface ClaimRequest {
  readonly now: number;
  readonly limit: number;
  readonly leaseMs: number;
  readonly worker: string;
  /** Newest step version that this replica knows; newer runs are left to newer replicas. */
  readonly stepVersion: number;
  /** What this replica can reach; runs that need more are left to others. */
  readonly labels: readonly string[];
}

/** Whether all that a run needs is in a list of labels; each database has its own way into JSON. */
const NEEDS_WITHIN = {
  pg: 'needs::jsonb <@ ?::jsonb',
  sqlite: `not exists (select 1 from json_each(runs.needs) as need
    where need.value not in (select value from json_each(?)))`,
};

/**
 * Takes runs that are due, oldest first: each gets a new epoch and a lease. One statement, so that two replicas
 * never take the same one. A run whose lease has ended is due again.
 */
export async function claimRuns(
  knex: Knex,
  request: ClaimRequest,
): Promise<RunRow[]> {
  const { now, limit, leaseMs, worker, stepVersion, labels } = request;
  const due = knex('runs')
    .select('id')
    .whereNotNull('next_at')
    .andWhere('next_at', '<=', now)
    .andWhere('step_version', '<=', stepVersion)
    .andWhereRaw(NEEDS_WITHIN[isPostgres(knex) ? 'pg' : 'sqlite'], [
      JSON.stringify(labels),
    ])
    .orderBy('next_at')
    .limit(limit);
  if (isPostgres(knex)) due.forUpdate().skipLocked();
  // Named, so that the database looks once: asked again in a join it would skip what it locked and take more.
  const rows: DbRow[] = await knex('runs')
    .with('due', due)
    .whereIn('id', knex('due').select('id'))
    .andWhere('next_at', '<=', now)
    .update({
      state: 'running',
      worker,
      next_at: now + leaseMs,
      epoch: knex.raw('epoch + 1'),
    })
    .returning('*');
  return rows.map(runRows.fromDb);
}

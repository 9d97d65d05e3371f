import type { Knex } from 'knex';
import { auditRows, runRows, type DbRow } from '../columns';
import type { AuditRow, RunRow } from '../rows';

/** The run of that number. */
export async function findRun(
  knex: Knex,
  id: number,
): Promise<RunRow | undefined> {
  const row: DbRow | undefined = await knex('runs').where({ id }).first('*');
  return row && runRows.fromDb(row);
}

/** Runs of a secret, newest first, older than `before`. */
export async function runsOf(
  knex: Knex,
  secretId: number,
  page: { before?: number; limit: number },
): Promise<RunRow[]> {
  const query = knex('runs')
    .where({ secret_id: secretId })
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.before !== undefined) query.andWhere('id', '<', page.before);
  const rows: DbRow[] = await query;
  return rows.map(runRows.fromDb);
}

/** How long consumers took in the newest rotations that succeeded and were measured, in ms. */
export async function convergencesOf(
  knex: Knex,
  secretId: number,
  limit: number,
): Promise<number[]> {
  const rows: DbRow[] = await knex('runs')
    .where({ secret_id: secretId, state: 'succeeded' })
    .whereNotNull('convergence_ms')
    .orderBy('id', 'desc')
    .limit(limit)
    .select('convergence_ms');
  return rows.map(row => Number(row.convergence_ms));
}

/** The audit trail of a run, oldest first, younger than `after`. */
export async function auditOf(
  knex: Knex,
  runId: number,
  page: { after?: number; limit: number },
): Promise<AuditRow[]> {
  const query = knex('audit')
    .where({ run_id: runId })
    .orderBy('id')
    .limit(page.limit);
  if (page.after !== undefined) query.andWhere('id', '>', page.after);
  const rows: DbRow[] = await query;
  return rows.map(auditRows.fromDb);
}

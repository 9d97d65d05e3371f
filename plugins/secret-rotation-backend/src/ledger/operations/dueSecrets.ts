import type { Knex } from 'knex';
import { secretRows, type DbRow } from '../columns';
import type { SecretRow } from '../rows';

/** Enrolled secrets of some policies that dispatch must look at now and that have no open run, oldest due first. */
export async function dueSecrets(
  knex: Knex,
  {
    now,
    limit,
    policies,
  }: { now: number; limit: number; policies: readonly string[] },
): Promise<SecretRow[]> {
  const rows: DbRow[] = await knex('secrets')
    .where({ binding: 'enrolled' })
    .whereIn('policy', policies)
    .andWhere('dispatch_at', '<=', now)
    // Nothing runs early, whenever dispatch looks.
    .andWhere('due_at', '<=', now)
    .whereNotExists(
      knex('runs')
        .whereRaw('runs.secret_id = secrets.id')
        .whereIn('runs.state', ['queued', 'running', 'waiting', 'blocked'])
        .select('id'),
    )
    .orderBy(['due_at', 'id'])
    .limit(limit)
    .select('*');
  return rows.map(secretRows.fromDb);
}

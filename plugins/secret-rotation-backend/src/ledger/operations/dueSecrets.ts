import type { Knex } from 'knex';
import { secretRows, type DbRow } from '../columns';
import type { SecretRow } from '../rows';

/** Enrolled secrets that dispatch must look at now and that have no open run, oldest due first. */
export async function dueSecrets(
  knex: Knex,
  now: number,
  limit: number,
): Promise<SecretRow[]> {
  const rows: DbRow[] = await knex('secrets')
    .where({ binding: 'enrolled' })
    .andWhere('dispatch_at', '<=', now)
    // Nothing runs early, whenever dispatch looks.
    .andWhere('due_at', '<=', now)
    .whereNotExists(
      knex('runs')
        .whereRaw('runs.secret_id = secrets.id')
        .whereIn('runs.state', ['queued', 'running', 'waiting', 'blocked'])
        .select('id'),
    )
    .orderBy('dispatch_at')
    .limit(limit)
    .select('*');
  return rows.map(secretRows.fromDb);
}

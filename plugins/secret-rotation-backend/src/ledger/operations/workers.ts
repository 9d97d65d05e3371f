import type { Knex } from 'knex';
import { workerRows, type DbRow } from '../columns';
import type { WorkerRow } from '../rows';

/** A worker that was not heard of for this long is not counted on any more, in ms. */
export const WORKER_GONE_MS = 60_000;

/** Notes that a worker lives. */
export async function recordWorker(
  knex: Knex,
  worker: WorkerRow,
): Promise<void> {
  await knex('workers')
    .insert(workerRows.toDb(worker))
    .onConflict('name')
    .merge();
}

/** Notes that a worker has left. */
export async function forgetWorker(knex: Knex, name: string): Promise<void> {
  await knex('workers').where({ name }).delete();
}

/** The workers that live. */
export async function liveWorkers(
  knex: Knex,
  now: number,
): Promise<WorkerRow[]> {
  const rows: DbRow[] = await knex('workers')
    .where('seen_at', '>', now - WORKER_GONE_MS)
    .orderBy('name');
  return rows.map(workerRows.fromDb);
}

/** Deletes workers that ended without a word before an instant. @returns how many */
export async function pruneWorkers(
  knex: Knex,
  request: { before: number; limit: number },
): Promise<number> {
  return knex('workers')
    .whereIn(
      'name',
      knex('workers')
        .where('seen_at', '<', request.before)
        .limit(request.limit)
        .select('name'),
    )
    .delete();
}

import type { Knex } from 'knex';

/** What is older than `before` may go; at most `limit` rows at once, so that no statement holds up a worker. */
export interface PruneRequest {
  readonly before: number;
  readonly limit: number;
}

/** Of each secret the newest run that succeeded stays: it proves when the secret was rotated last. */
function isNewestSuccess(query: Knex.QueryBuilder): void {
  query
    .where('runs.state', 'succeeded')
    .whereNotExists(newer =>
      newer
        .from('runs as newer')
        .whereRaw('newer.secret_id = runs.secret_id')
        .andWhere('newer.state', 'succeeded')
        .andWhereRaw('newer.id > runs.id')
        .select('newer.id'),
    );
}

/** Deletes runs that are over, with their steps and consumers. @returns how many */
export async function pruneRuns(
  knex: Knex,
  { before, limit }: PruneRequest,
): Promise<number> {
  return knex('runs')
    .whereIn(
      'id',
      knex('runs')
        .where('runs.closed_at', '<', before)
        .whereNot(isNewestSuccess)
        .orderBy('runs.closed_at')
        .limit(limit)
        .select('runs.id'),
    )
    .delete();
}

/**
 * Deletes records of the audit trail, the one place that does. What belongs to an open run, or to the newest run of a
 * secret that succeeded, stays. @returns how many
 */
export async function pruneAudit(
  knex: Knex,
  { before, limit }: PruneRequest,
): Promise<number> {
  return knex('audit')
    .whereIn(
      'id',
      knex('audit')
        .where('audit.at', '<', before)
        .whereNotExists(kept =>
          kept
            .from('runs')
            .whereRaw('runs.id = audit.run_id')
            .andWhere(run =>
              run.whereNull('runs.closed_at').orWhere(isNewestSuccess),
            )
            .select('runs.id'),
        )
        .orderBy('audit.at')
        .limit(limit)
        .select('audit.id'),
    )
    .delete();
}

/** Deletes rows of destroyed versions of secrets that no run works on. @returns how many */
export async function pruneVersions(
  knex: Knex,
  { before, limit }: PruneRequest,
): Promise<number> {
  return knex('versions')
    .whereIn(
      ['secret_id', 'number'],
      knex('versions')
        .where('versions.state', 'destroyed')
        .andWhere('versions.destroyed_at', '<', before)
        .whereNotExists(open =>
          open
            .from('runs')
            .whereRaw('runs.secret_id = versions.secret_id')
            .whereIn('runs.state', ['queued', 'running', 'waiting', 'blocked'])
            .select('runs.id'),
        )
        .orderBy('versions.destroyed_at')
        .limit(limit)
        .select('versions.secret_id', 'versions.number'),
    )
    .delete();
}

import { OPEN_RUN_STATES } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Knex } from 'knex';
import {
  OVERDUE_AFTER_MS,
  STALLED_AFTER_MS,
  TOLD_OF_END_MS,
} from '../../workflow/notices';
import { runRows, secretRows, type DbRow } from '../columns';
import type { RunRow, SecretRow } from '../rows';

/** What the ledger knows of whom something concerns. */
export interface NoticeRows {
  readonly runs: ReadonlyArray<{ run: RunRow; secret: SecretRow }>;
  readonly secrets: readonly SecretRow[];
}

/**
 * The runs that stand still, that no worker takes, or that ended a while ago, and the secrets that are overdue without
 * an open run or, where somebody wants to know it so early, will be due before `dueBefore`. Which of them is told to
 * whom is for the workflow to say.
 */
export async function noticeFacts(
  knex: Knex,
  now: number,
  dueBefore?: number,
): Promise<NoticeRows> {
  const runs: DbRow[] = await knex('runs')
    .where(standing =>
      standing.whereIn('state', OPEN_RUN_STATES).andWhere(still =>
        still
          .where('state', 'blocked')
          .orWhere(asked =>
            asked.whereIn('state', ['queued', 'running']).whereNotNull('turn'),
          )
          .orWhere('next_at', '<=', now - STALLED_AFTER_MS),
      ),
    )
    .orWhere('closed_at', '>', now - TOLD_OF_END_MS)
    .orderBy('id');
  const secrets = await secretsOf(knex, runs);
  const overdue: DbRow[] = await knex('secrets')
    .where('due_at', '<=', dueBefore ?? now - OVERDUE_AFTER_MS)
    .whereNotExists(
      knex('runs')
        .whereRaw('runs.secret_id = secrets.id')
        .whereIn('runs.state', OPEN_RUN_STATES)
        .select('id'),
    )
    .orderBy(['due_at', 'id']);
  return {
    runs: runs.map(runRows.fromDb).flatMap(run => {
      const secret = secrets.get(run.secretId);
      return secret ? [{ run, secret }] : [];
    }),
    secrets: overdue.map(secretRows.fromDb),
  };
}

/** How many ids one statement names. */
const CHUNK = 500;

async function secretsOf(
  knex: Knex,
  runs: readonly DbRow[],
): Promise<Map<number, SecretRow>> {
  const ids = [...new Set(runs.map(run => Number(run.secret_id)))];
  const secrets = new Map<number, SecretRow>();
  for (let start = 0; start < ids.length; start += CHUNK) {
    const rows: DbRow[] = await knex('secrets').whereIn(
      'id',
      ids.slice(start, start + CHUNK),
    );
    for (const row of rows.map(secretRows.fromDb)) secrets.set(row.id, row);
  }
  return secrets;
}

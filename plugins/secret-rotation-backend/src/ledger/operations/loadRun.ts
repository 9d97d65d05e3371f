import type { Knex } from 'knex';
import type { ConsumerState } from '../../workflow/consumer';
import {
  runRows,
  secretRows,
  stepRows,
  versionRows,
  type DbRow,
} from '../columns';
import type { LoadedRun } from '../rows';

/** A run with its secret, versions and consumers; `undefined` when there is none of that number. */
export async function loadRun(
  knex: Knex,
  runId: number,
): Promise<LoadedRun | undefined> {
  const row: DbRow | undefined = await knex('runs')
    .where({ id: runId })
    .first('*');
  if (!row) return undefined;
  const run = runRows.fromDb(row);
  // One after the other: a snapshot has one connection, and that takes one question at a time.
  const secret = await knex('secrets').where({ id: run.secretId }).first('*');
  const versions = await knex('versions')
    .where({ secret_id: run.secretId })
    .orderBy('number');
  const consumers = await knex('run_consumers')
    .where({ run_id: runId })
    .orderBy(['wave', 'entity_ref']);
  const steps = await knex('run_steps')
    .where({ run_id: runId })
    .orderBy('started_at');
  return {
    run,
    secret: secretRows.fromDb(secret),
    versions: versions.map(versionRows.fromDb),
    consumers: consumers.map(
      (each: DbRow) => JSON.parse(String(each.state)) as ConsumerState,
    ),
    steps: steps.map(stepRows.fromDb),
  };
}

import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/** Opens the plugin's own database and brings its tables up to date, unless the operator switched migrations off. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) await migrate(knex);
  return knex;
}

/**
 * Replicas that start at the same time in an empty database would each make the tables that Knex keeps its own lock in,
 * and all but one would fail. So they queue before that; a replica that dies in between leaves no lock behind.
 */
async function migrate(knex: Knex): Promise<void> {
  const directory = resolvePackagePath(
    '@keyturn/backstage-plugin-secret-rotation-backend',
    'migrations',
  );
  await knex.transaction(async trx => {
    if (isPostgres(trx)) {
      await trx.raw('select pg_advisory_xact_lock(hashtext(?))', [
        'secret-rotation migrations',
      ]);
    }
    await trx.migrate.latest({ directory });
  });
}

/** Whether the database is PostgreSQL, where several replicas may share it. */
export function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}

/**
 * Reads what belongs together as it was at one instant, whatever is committed meanwhile: no page shows a secret of one
 * moment with versions of another. SQLite's transactions are snapshots anyway.
 * @param read - asks by the connection that it is given and by no other: SQLite has only that one
 */
export function readSnapshot<T>(
  knex: Knex,
  read: (snapshot: Knex) => Promise<T>,
): Promise<T> {
  return knex.transaction(
    read,
    isPostgres(knex)
      ? { isolationLevel: 'repeatable read', readOnly: true }
      : undefined,
  );
}

/** Whether an insert failed because a unique key is taken. */
export function isUniqueViolation(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return (
    code === '23505' ||
    code === 'SQLITE_CONSTRAINT_UNIQUE' ||
    code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  );
}

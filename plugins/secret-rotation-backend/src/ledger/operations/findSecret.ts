import type { Knex } from 'knex';
import { consumerRows, secretRows, versionRows, type DbRow } from '../columns';
import type { ConsumerRow, SecretRow, VersionRow } from '../rows';

/** The secret of an entity; the catalog compares refs without case. */
export async function findSecret(
  knex: Knex,
  entityRef: string,
): Promise<SecretRow | undefined> {
  const row: DbRow | undefined = await knex('secrets')
    .where({ entity_ref: entityRef.toLowerCase() })
    .first('*');
  return row && secretRows.fromDb(row);
}

/** Several secrets by entity ref, in no order; unknown ones are missing. */
export async function findSecrets(
  knex: Knex,
  refs: readonly string[],
): Promise<SecretRow[]> {
  const rows: DbRow[] = await knex('secrets').whereIn('entity_ref', [...refs]);
  return rows.map(secretRows.fromDb);
}

/** The secret of that number. */
export async function findSecretById(
  knex: Knex,
  id: number,
): Promise<SecretRow | undefined> {
  const row: DbRow | undefined = await knex('secrets').where({ id }).first('*');
  return row && secretRows.fromDb(row);
}

/** The newest versions of a secret, newest first. */
export async function versionsOf(
  knex: Knex,
  secretId: number,
  limit: number,
): Promise<VersionRow[]> {
  const rows: DbRow[] = await knex('versions')
    .where({ secret_id: secretId })
    .orderBy('number', 'desc')
    .limit(limit);
  return rows.map(versionRows.fromDb);
}

/** The consumers of a secret, by name. */
export async function consumersOf(
  knex: Knex,
  secretId: number,
): Promise<ConsumerRow[]> {
  const rows: DbRow[] = await knex('consumers')
    .where({ secret_id: secretId })
    .orderBy('entity_ref');
  return rows.map(consumerRows.fromDb);
}

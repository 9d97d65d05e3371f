import type { Knex } from 'knex';
import { runRows, type DbRow } from '../columns';
import type { Binding } from '../rows';

/**
 * Forgets the store's ids of a secret's versions when its binding moves to another path: there the same ids are
 * somebody else's versions, which must not be taken for ours, nor destroyed.
 * @returns `false`, having changed nothing, while a run on the former path is open
 */
export async function leaveFormerPath(
  trx: Knex,
  secretId: number,
  next: Pick<Binding, 'store' | 'path'>,
): Promise<boolean> {
  const row: DbRow | undefined = await trx('runs')
    .where({ secret_id: secretId })
    .orderBy('id', 'desc')
    .first('*');
  if (!row) return true;
  const { pins, closedAt } = runRows.fromDb(row);
  const { store, path } = pins.binding;
  if (store === next.store && path === next.path) return true;
  if (closedAt === undefined) return false;
  await trx('versions')
    .where({ secret_id: secretId })
    .update({ store_ids: JSON.stringify([]) });
  return true;
}

import type { Knex } from 'knex';
import type { ClaimKey } from './claimKeys';

/**
 * Moves claims, versions and runs of the parked secret that owns the same store path to another secret: what a
 * permitted person does after a rename in the catalog. Of a parked secret that shares an account alone only that claim
 * moves: its versions lie on another path. A secret with an open run is left alone.
 * @returns the entity refs of the secrets that were emptied
 */
export async function moveHistory(
  trx: Knex,
  toSecretId: number,
  keys: readonly ClaimKey[],
): Promise<string[]> {
  const moved: string[] = [];
  for (const { kind, key } of keys) {
    const row = await trx('claims')
      .join('secrets', 'secrets.id', 'claims.secret_id')
      .where({
        'claims.kind': kind,
        'claims.key': key,
        'secrets.binding': 'parked',
      })
      .whereNot('secrets.id', toSecretId)
      .first('secrets.*');
    if (!row) continue;
    const open = await trx('runs')
      .where({ secret_id: row.id })
      .whereIn('state', ['queued', 'running', 'waiting', 'blocked'])
      .first('id');
    if (open) continue;
    if (kind === 'account') {
      await trx('claims')
        .where({ kind, key })
        .update({ secret_id: toSecretId });
      continue;
    }
    await trx('versions').where({ secret_id: toSecretId }).delete();
    await trx('claims')
      .where({ secret_id: row.id })
      .update({ secret_id: toSecretId });
    await trx('versions')
      .where({ secret_id: row.id })
      .update({ secret_id: toSecretId });
    await trx('runs')
      .where({ secret_id: row.id })
      .update({ secret_id: toSecretId });
    await trx('secrets').where({ id: toSecretId }).update({
      last_version: row.last_version,
      current_version: row.current_version,
      rotated_at: row.rotated_at,
      first_rotated_at: row.first_rotated_at,
      due_at: row.due_at,
      due_because: row.due_because,
    });
    await trx('secrets').where({ id: row.id }).delete();
    moved.push(String(row.entity_ref));
  }
  return moved;
}

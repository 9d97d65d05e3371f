import type { Knex } from 'knex';
import type { Rival } from '../../workflow/binding';

/** One thing that only one secret may own. */
export interface ClaimKey {
  readonly kind: 'path' | 'account';
  readonly key: string;
}

/**
 * Makes exactly these keys belong to a secret, as far as nobody else owns them.
 * @returns who owns the others
 */
export async function claimKeys(
  knex: Knex,
  secretId: number,
  keys: readonly ClaimKey[],
): Promise<Rival[]> {
  const owned = await knex('claims')
    .where({ secret_id: secretId })
    .select('kind', 'key');
  const wanted = new Set(keys.map(keyOf));
  for (const old of owned) {
    if (!wanted.has(keyOf(old))) {
      await knex('claims')
        .where({ secret_id: secretId, kind: old.kind, key: old.key })
        .delete();
    }
  }
  const rivals: Rival[] = [];
  for (const { kind, key } of keys) {
    // The unique key decides between replicas that sync at the same time.
    await knex('claims')
      .insert({ kind, key, secret_id: secretId })
      .onConflict(['kind', 'key'])
      .ignore();
    const owner = await ownerOf(knex, kind, key);
    if (owner && owner.id !== secretId) {
      rivals.push({
        entityRef: owner.entityRef,
        kind,
        parked: owner.binding === 'parked',
      });
    }
  }
  return rivals;
}

async function ownerOf(
  knex: Knex,
  kind: ClaimKey['kind'],
  key: string,
): Promise<{ id: number; entityRef: string; binding: string } | undefined> {
  const row = await knex('claims')
    .join('secrets', 'secrets.id', 'claims.secret_id')
    .where({ 'claims.kind': kind, 'claims.key': key })
    .first(
      'secrets.id as id',
      'secrets.entity_ref as ref',
      'secrets.binding as binding',
    );
  return (
    row && {
      id: Number(row.id),
      entityRef: String(row.ref),
      binding: String(row.binding),
    }
  );
}

function keyOf(claim: { kind: string; key: string }): string {
  return `${claim.kind} ${claim.key}`;
}

import type { UnmanagedFilter } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Knex } from 'knex';
import { inventoryRows, type DbRow } from '../columns';
import type { InventoryRow } from '../rows';
import { readPageKey, writePageKey } from './pageKey';

/** A page of what no entity claims. */
export interface UnmanagedRows {
  readonly items: readonly InventoryRow[];
  readonly nextCursor?: string;
  /** How many there are; on the first page alone. */
  readonly total?: number;
}

/**
 * What these stores hold and no entity of the catalog claims, the oldest first: a page by its key, never by an offset.
 * A claim is what counts, not what a catalog file says: a file that names a path which it may not use hides nothing.
 */
export async function listUnmanaged(
  knex: Knex,
  query: UnmanagedFilter & { readonly stores: readonly string[] },
): Promise<UnmanagedRows> {
  const limit = query.limit ?? 50;
  const page = unmanaged(knex, query)
    .select('i.*')
    .orderBy(['i.age_key', 'i.id'])
    .limit(limit + 1);
  if (query.cursor) {
    const after = readPageKey(query.cursor, 2);
    page.whereRaw('(i.age_key, i.id) > (?, ?)', after);
  }
  const rows: DbRow[] = await page;
  const items = rows.slice(0, limit).map(inventoryRows.fromDb);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items,
    nextCursor: last && writePageKey([last.ageKey, last.id]),
    total: query.cursor ? undefined : await count(unmanaged(knex, query)),
  };
}

function unmanaged(
  knex: Knex,
  {
    stores,
    store,
    search,
  }: Pick<UnmanagedFilter, 'store' | 'search'> & { stores: readonly string[] },
): Knex.QueryBuilder {
  const rows = knex('inventory as i')
    .whereIn('i.store', [...stores])
    .whereNotExists(
      knex('claims as c')
        .where('c.kind', 'path')
        .whereRaw(`c.key = i.store || ':' || i.path`)
        .select('c.key'),
    );
  if (store) rows.where('i.store', store);
  if (search)
    rows.whereRaw(`lower(i.path) like ? escape '!'`, [
      `%${search.toLowerCase().replace(/[%_!]/g, '!$&')}%`,
    ]);
  return rows;
}

async function count(rows: Knex.QueryBuilder): Promise<number> {
  const [{ total }] = await rows.count({ total: '*' });
  return Number(total);
}

import type { Knex } from 'knex';
import { inventoryRows, walkRows, type DbRow } from '../columns';
import type { InventoryRow, WalkRow } from '../rows';

/** How many rows one insert holds: SQLite takes 500 at most. */
const CHUNK = 200;

/** The walks of some stores; a store that was never walked has none. */
export async function walksOf(
  knex: Knex,
  stores: readonly string[],
): Promise<WalkRow[]> {
  const rows: DbRow[] = await knex('inventory_walks')
    .whereIn('store', stores)
    .orderBy('store');
  return rows.map(walkRows.fromDb);
}

/**
 * Begins a walk anew.
 * @param seen - the store's walk as it was when it was found to be due
 * @returns `undefined` when another replica was faster
 */
export async function beginWalk(
  knex: Knex,
  store: string,
  seen: WalkRow | undefined,
  now: number,
): Promise<WalkRow | undefined> {
  const fresh = { cursor: undefined, startedAt: now, found: 0, nextAt: now };
  const begun: DbRow[] = seen
    ? await asSeen(knex, seen).update(walkRows.toDb(fresh)).returning('*')
    : await knex('inventory_walks')
        .insert(walkRows.toDb({ ...fresh, store }))
        .onConflict('store')
        .ignore()
        .returning('*');
  return begun[0] && walkRows.fromDb(begun[0]);
}

/**
 * Keeps what a page held, and how far the walk is by that. With the last page everything goes that the walk has not
 * found any more.
 * @returns `undefined`, having kept nothing, when another replica is walking
 */
export async function keepPage(
  knex: Knex,
  walk: WalkRow,
  items: ReadonlyArray<Omit<InventoryRow, 'id' | 'seenAt'>>,
  after: Pick<WalkRow, 'cursor' | 'finishedAt' | 'problem' | 'nextAt'>,
): Promise<WalkRow | undefined> {
  return knex.transaction(async trx => {
    const [row]: DbRow[] = await asSeen(trx, walk)
      .update(walkRows.toDb({ ...after, found: walk.found + items.length }))
      .returning('*');
    if (!row) return undefined;
    for (let start = 0; start < items.length; start += CHUNK) {
      const rows = items.slice(start, start + CHUNK).map(item =>
        inventoryRows.toDb({
          createdAt: undefined,
          changedAt: undefined,
          ...item,
          seenAt: walk.startedAt,
        }),
      );
      await trx('inventory')
        .insert(rows)
        .onConflict(['store', 'path'])
        .merge(['created_at', 'changed_at', 'age_key', 'tags', 'seen_at']);
    }
    if (after.cursor === undefined) {
      await trx('inventory')
        .where({ store: walk.store })
        .andWhere('seen_at', '<', walk.startedAt)
        .delete();
    }
    return walkRows.fromDb(row);
  });
}

/** Puts on record why a walk does not go on for now. It goes on from where it is. */
export async function holdWalk(
  knex: Knex,
  walk: WalkRow,
  hold: Required<Pick<WalkRow, 'problem' | 'nextAt'>>,
): Promise<void> {
  await asSeen(knex, walk).update(walkRows.toDb(hold));
}

/** Forgets what is known of stores that are not walked any more. */
export async function forgetOtherStores(
  knex: Knex,
  stores: readonly string[],
): Promise<void> {
  await knex('inventory').whereNotIn('store', stores).delete();
  await knex('inventory_walks').whereNotIn('store', stores).delete();
}

/** Of two replicas that walk one store, the one goes on that keeps its page first. */
function asSeen(knex: Knex, walk: WalkRow): Knex.QueryBuilder {
  const { store, startedAt, cursor, nextAt, found } = walk;
  return knex('inventory_walks').where(
    walkRows.toDb({ store, startedAt, cursor, nextAt, found }),
  );
}

import type {
  StoreInventory,
  UnmanagedSecret,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { InventoryRow, WalkRow } from '../../ledger/rows';
import { instant } from './instant';

/** What a store holds and no entity claims. Here the path is the name: it has no other. */
export function unmanagedView(row: InventoryRow): UnmanagedSecret {
  return {
    store: row.store,
    path: row.path,
    createdAt: instant(row.createdAt),
    changedAt: instant(row.changedAt),
    tags: { ...row.tags },
  };
}

/** How far it is known what a store holds. */
export function storeInventoryView(
  store: string,
  walk: WalkRow | undefined,
): StoreInventory {
  return {
    store,
    walkedAt: instant(walk?.finishedAt),
    found: walk?.found ?? 0,
    problem: walk?.problem,
  };
}

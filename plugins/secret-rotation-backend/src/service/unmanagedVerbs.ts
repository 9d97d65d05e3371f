import type { RotationService } from '../api/RotationService';
import { walksOf } from '../ledger/operations/inventoryWalks';
import { listUnmanaged } from '../ledger/operations/listUnmanaged';
import type { ServiceOptions } from './ServiceOptions';
import { storeInventoryView, unmanagedView } from './views';

/** The verbs that look at what stores hold and nobody manages. */
export function unmanagedVerbs({
  ledger,
  configuration,
}: ServiceOptions): Pick<
  RotationService,
  'inventoriedStores' | 'listUnmanaged'
> {
  return {
    inventoriedStores: () =>
      [...configuration.stores.values()]
        .filter(store => store.inventory)
        .map(store => store.name)
        .sort(),

    async listUnmanaged(query) {
      const [page, walks] = await Promise.all([
        listUnmanaged(ledger.knex, query),
        walksOf(ledger.knex, query.stores),
      ]);
      return {
        ...page,
        items: page.items.map(unmanagedView),
        stores: query.stores.map(store =>
          storeInventoryView(
            store,
            walks.find(walk => walk.store === store),
          ),
        ),
      };
    },
  };
}

import type {
  ConsumerEntity,
  SecretValue,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ConsumerRow } from '../../../ledger/rows';
import type { ConsumerIdentity } from '../../../workflow/consumer';
import { observeConsumer } from '../observeConsumer';
import type { ExaminedConsumer, ExamineContext } from './Examination';

/** Asks the secret's consumers of the catalog what they use. */
export async function examineConsumers(
  context: ExamineContext,
  seen: StoreVersionId | undefined,
  current: SecretValue | undefined,
): Promise<ExaminedConsumer[]> {
  const rows =
    (await context.read('catalog.consumers', ({ signal }) =>
      context.consumerSource.read(context.secret, signal),
    )) ?? [];
  const candidates = new Map(
    seen !== undefined && current ? [[seen, current] as const] : [],
  );
  return Promise.all(
    rows.map(async row => {
      const reachable = context.reach({
        entry: row.entry,
        entity: entityOf(row),
      });
      if (!reachable) return { row, provable: false, isIll: true };
      return {
        row,
        reachable,
        provable: reachable.adapter.attests,
        // Not being answered is a fact of its own: it was ill before.
        ...(await observeConsumer(
          context,
          reachable,
          context.path,
          candidates,
        )),
      };
    }),
  );
}

/** What adapters may know of a consumer. */
function entityOf(row: ConsumerRow): ConsumerEntity {
  const { entityRef, name, namespace, labels, annotations } = row;
  return { entityRef, name, namespace, labels, annotations };
}

/** Who a consumer of the catalog is, as a run keeps it. */
export function identityOf(row: ConsumerRow): ConsumerIdentity {
  const { entityRef, entry, owner } = row;
  return {
    entityRef,
    entity: entityOf(row),
    entry,
    title: row.title ?? row.name,
    owner,
  };
}

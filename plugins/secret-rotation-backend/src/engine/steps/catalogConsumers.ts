import type { ConsumerState } from '../../workflow/consumer';
import { stayingAndGoing } from '../sides';
import type { StepContext } from '../StepContext';
import { identityOf } from './examine';

/**
 * The consumers of the catalog join those of the run; one that vanished stays required. `undefined`: the secret itself
 * is gone from the catalog.
 */
export async function withCatalog(
  context: StepContext,
): Promise<ConsumerState[] | undefined> {
  const rows = await context.read('catalog.consumers', ({ signal }) =>
    context.consumerSource.read(context.secret, signal),
  );
  if (!rows) return undefined;
  return context.rules.joinConsumers(context.consumers, rows.map(identityOf), {
    wave: context.run.waves,
    wanted: stayingAndGoing(context).stays.number,
  });
}

/** The same consumers, with what the catalog says now of whether they vanished. */
export async function markVanished(
  context: StepContext,
  consumers: readonly ConsumerState[],
): Promise<ConsumerState[]> {
  const present = await withCatalog(context);
  return consumers.map(consumer => {
    const vanished =
      present?.find(each => each.entityRef === consumer.entityRef)?.vanished ??
      consumer.vanished;
    return { ...consumer, vanished };
  });
}

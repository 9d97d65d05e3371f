import type { StoreVersionId } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { SecretRow } from '../ledger/rows';
import { mayCarry } from '../workflow/workerLabels';
import { reschedule } from './replan';
import { scheduleOf } from './scheduleOf';
import type { WatchOptions } from './watchStores';

/**
 * Asks the target when it wants the current version of a secret renewed, where it has wishes of its own, and plans the
 * secret anew when that has changed. Harmless when doubled.
 * @returns whether the secret changed
 */
export async function askRenewal(
  { knex, configuration, gate }: WatchOptions,
  secret: SecretRow,
  version: StoreVersionId,
): Promise<boolean> {
  const store = configuration.stores.get(secret.store);
  const rotator = configuration.rotators.get(secret.rotator);
  const { adapter, workerLabels = [] } = rotator ?? {};
  if (!store || !adapter?.renewal) return false;
  if (!mayCarry(configuration.worker.labels, workerLabels)) return false;
  const renewal = await gate
    .call('watch', 'rotator.renewal', async effect => {
      const value = await store.adapter.readVersion(
        { path: secret.path, version },
        effect,
      );
      const options = adapter.parseOptions(secret.options);
      return value && adapter.renewal?.({ options, value }, effect);
    })
    // What is known stays. A run would say what is wrong with the target.
    .catch(() => 'unknown' as const);
  if (renewal === 'unknown') return false;
  const wish = {
    renewAt: renewal?.at.getTime(),
    renewBecause: renewal?.because,
  };
  if (
    wish.renewAt === secret.renewAt &&
    wish.renewBecause === secret.renewBecause
  )
    return false;
  const planned = scheduleOf(configuration, { ...secret, ...wish });
  return (await reschedule(knex, secret, { ...wish, ...planned })) > 0;
}

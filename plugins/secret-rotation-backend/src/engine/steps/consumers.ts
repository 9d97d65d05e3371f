import {
  UnavailableError,
  type SecretValue,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { observed, type ConsumerState } from '../../workflow/consumer';
import { stayingAndGoing, valueOf, type Side } from '../sides';
import type { ReachableConsumer, StepContext } from '../StepContext';
import { confirmedUse } from './byHand';
import { observeConsumer } from './observeConsumer';
import { versionNumbers } from './preflight';
import { unanswered } from './unanswered';

/** The values that a consumer may prove, by their store ids. */
async function provableValues(
  context: StepContext,
): Promise<Map<StoreVersionId, SecretValue>> {
  const { stays, goes } = stayingAndGoing(context);
  const values = new Map<StoreVersionId, SecretValue>();
  for (const side of [stays, goes]) {
    const value = side && (await valueOf(context, side));
    if (side && value) side.storeIds.forEach(id => values.set(id, value));
  }
  return values;
}

/** Asks consumers what they use now. One that cannot be asked keeps its place with what was known, now unhealthy. */
export async function observeAll(
  context: StepContext,
  consumers: readonly ConsumerState[],
): Promise<ConsumerState[]> {
  const candidates = await provableValues(context);
  const numbers = versionNumbers(context.versions);
  const { path } = context.run.pins.binding;
  return Promise.all(
    consumers.map(async consumer => {
      const reachable = context.reach(consumer);
      if (reachable?.adapter.confirmation) {
        const word = confirmedUse(context, consumer.entityRef);
        return observed(consumer, word, numbers, context.now());
      }
      const sight =
        reachable &&
        (await observeConsumer(context, reachable, path, candidates));
      return observed(
        consumer,
        sight?.observation ?? {
          instances: [],
          source: consumer.source ?? 'No answer',
        },
        numbers,
        context.now(),
      );
    }),
  );
}

/** Brings the version that stays to where the consumer's instances read it, if that is not the store itself. */
async function deliver(
  context: StepContext,
  { adapter, entity: consumer }: ReachableConsumer,
  stays: Side,
  version: StoreVersionId,
): Promise<void> {
  if (!adapter.deliver) return;
  const value = await valueOf(context, stays);
  if (!value)
    throw new UnavailableError('The version cannot be read from the store');
  const { path } = context.run.pins.binding;
  await context.write('consumer.deliver', async effect =>
    adapter.deliver?.({ consumer, path, version, value }, effect),
  );
}

/**
 * Tells consumers to load the version that stays. One that cannot be told is in `failed` and is tried again later.
 */
export async function tellAll(
  context: StepContext,
  consumers: readonly ConsumerState[],
  stays: Side,
): Promise<{ told: ConsumerState[]; failed: ConsumerState[] }> {
  const version = stays.storeIds.at(-1);
  if (version === undefined)
    throw new Error('The version that stays is not in the store');
  const { path } = context.run.pins.binding;
  const results = await Promise.all(
    consumers.map(async consumer => {
      const reachable = context.reach(consumer);
      if (!reachable) return { consumer, told: false };
      try {
        await deliver(context, reachable, stays, version);
        await context.write('consumer.reload', effect =>
          reachable.adapter.reload(
            { consumer: reachable.entity, path, version },
            effect,
          ),
        );
        return {
          consumer: { ...consumer, toldAt: consumer.toldAt ?? context.now() },
          told: true,
        };
      } catch (error) {
        unanswered(error);
        // Whoever cannot be told stays on the list; the caller waits and then asks its owner.
        return { consumer, told: false };
      }
    }),
  );
  return {
    told: results.filter(result => result.told).map(result => result.consumer),
    failed: results
      .filter(result => !result.told)
      .map(result => result.consumer),
  };
}

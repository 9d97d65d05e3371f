import type {
  ConsumerObservation,
  SecretValue,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { withSourceWord, type SourceWord } from '../../workflow/health';
import type { ReachableConsumer, StepContext } from '../StepContext';
import { unanswered } from './unanswered';

/**
 * Asks a consumer what it uses and how well it is, and its health source too, if it has one.
 * @returns nothing when the consumer itself does not answer: that is a fact about it, not a failure
 */
export async function observeConsumer(
  context: Pick<StepContext, 'read'>,
  { adapter, entity: consumer, health }: ReachableConsumer,
  path: string,
  candidates: ReadonlyMap<StoreVersionId, SecretValue>,
): Promise<ConsumerObservation | undefined> {
  const [own, word] = await Promise.all([
    context
      .read('consumer.observe', effect =>
        adapter.observe({ consumer, path, candidates }, effect),
      )
      .catch(unanswered),
    health && askSource(context, health, consumer),
  ]);
  return own && word ? withSourceWord(own, word) : own;
}

/** What a source does not say is not known. */
async function askSource(
  context: Pick<StepContext, 'read'>,
  source: NonNullable<ReachableConsumer['health']>,
  consumer: ReachableConsumer['entity'],
): Promise<SourceWord> {
  const seen = await context
    .read('health.observe', effect => source.observe({ consumer }, effect))
    .catch(unanswered);
  return { title: source.title, health: seen?.health ?? 'unknown' };
}

import type {
  ConsumerObservation,
  SecretValue,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { wasIll, withSourceWord, type SourceWord } from '../../workflow/health';
import type { ReachableConsumer, StepContext } from '../StepContext';
import { unanswered } from './unanswered';

/** How a consumer is. */
export interface ConsumerSight {
  /** Absent when the consumer itself does not answer: that is a fact about it, not a failure. */
  readonly observation?: ConsumerObservation;
  /** Whether that is ill enough not to blame a run for it that begins now. */
  readonly isIll: boolean;
}

/** Asks a consumer what it uses and how well it is, and its health source too, if it has one. */
export async function observeConsumer(
  context: Pick<StepContext, 'read'>,
  { adapter, entity: consumer, health }: ReachableConsumer,
  path: string,
  candidates: ReadonlyMap<StoreVersionId, SecretValue>,
): Promise<ConsumerSight> {
  const [own, word] = await Promise.all([
    context
      .read('consumer.observe', effect =>
        adapter.observe({ consumer, path, candidates }, effect),
      )
      .catch(unanswered),
    health && askSource(context, health, consumer),
  ]);
  return {
    observation: own && word ? withSourceWord(own, word) : own,
    isIll: wasIll(own, word),
  };
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

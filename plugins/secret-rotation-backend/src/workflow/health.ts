import type { HealthState } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ConsumerObservation } from '@keyturn/backstage-plugin-secret-rotation-node';

/** What a health source said of a consumer. */
export interface SourceWord {
  /** What the source is, for people. */
  readonly title: string;
  readonly health: HealthState;
}

/** The worst first. */
const HEALTH: readonly HealthState[] = ['ill', 'unknown', 'healthy'];

/**
 * Adds what a health source said to what a consumer said of itself: each instance is as well as the worse of the two
 * words. What they use, and how well that is proven, is not the source's to say. Pure.
 */
export function withSourceWord(
  { instances, source }: ConsumerObservation,
  word: SourceWord,
): ConsumerObservation {
  return {
    instances: instances.map(instance => ({
      ...instance,
      health: worseOf(instance.health, word.health),
    })),
    source: `${source}; ${word.title}: ${word.health}`,
  };
}

/**
 * Whether a consumer is ill before a run, by what it says of itself and what a health source says. A source that does
 * not know is no sign of illness: else its silence at that one moment would free the consumer from the watch over its
 * health. Pure.
 */
export function wasIll(
  own: ConsumerObservation | undefined,
  word: SourceWord | undefined,
): boolean {
  return (
    own === undefined ||
    own.instances.length === 0 ||
    own.instances.some(instance => instance.health !== 'healthy') ||
    word?.health === 'ill'
  );
}

function worseOf(one: HealthState, other: HealthState): HealthState {
  return HEALTH.find(each => each === one || each === other) ?? 'unknown';
}

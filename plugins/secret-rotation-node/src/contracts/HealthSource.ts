import type { HealthState } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ConsumerEntity } from './ConsumerAdapter';
import type { EffectContext } from './effect';

/** How well a consumer is, by what others see of it. @public */
export interface HealthObservation {
  /** `unknown` is whatever is not clear: nothing known, too old, a partial answer. It counts as not healthy. */
  readonly health: HealthState;
}

/**
 * Tells how well a consumer is, besides what the consumer says of itself: a monitoring system, for example. Built for
 * one operator-configured entry of `health`. It changes nothing, and no catalog file can choose what it asks.
 * @public
 */
export interface HealthSource {
  /** What it is, for people: `Prometheus`. Shows no host. */
  readonly title: string;

  /**
   * Looks how well a consumer is now.
   * @throws the errors of `errors.ts` alone, when it cannot be asked: its health is `unknown` then
   */
  observe(
    input: { consumer: ConsumerEntity },
    context: EffectContext,
  ): Promise<HealthObservation>;
}

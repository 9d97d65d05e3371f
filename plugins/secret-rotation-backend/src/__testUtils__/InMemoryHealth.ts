import type { HealthState } from '@keyturn/backstage-plugin-secret-rotation-common';
import type {
  ConsumerEntity,
  HealthObservation,
  HealthSource,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** What somebody else sees of services, for the engine's tests: a stand-in that keeps the contract. */
export class InMemoryHealth implements HealthSource {
  readonly title = 'Metrics';
  health: HealthState = 'healthy';
  /** What it throws in place of an answer. */
  failure: Error | undefined;
  /** Whom it was asked about. */
  readonly asked: ConsumerEntity[] = [];

  async observe(input: {
    consumer: ConsumerEntity;
  }): Promise<HealthObservation> {
    this.asked.push(input.consumer);
    if (this.failure) throw this.failure;
    return { health: this.health };
  }
}

import type {
  ConsumerAdapter,
  ConsumerConfirmation,
  ConsumerObservation,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** Consumers of which only a person can say what they use, for the engine's tests: a stand-in of which the tests are the person. */
export class InMemoryPeople implements ConsumerAdapter {
  readonly attests = true;
  readonly effect = 'is changed by hand';
  confirmation: ConsumerConfirmation = {
    instructions: 'On its own page, under Login',
  };

  async reload() {
    return { told: 0 };
  }

  async observe(): Promise<ConsumerObservation> {
    return { instances: [], source: 'Nobody' };
  }
}

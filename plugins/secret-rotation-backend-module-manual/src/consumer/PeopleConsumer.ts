import type {
  ConsumerAdapter,
  ConsumerConfirmation,
  ConsumerObservation,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/**
 * A consumer that nothing but a person can reload and look at: an appliance, a partner's side. Its owner is asked, and
 * their word is the evidence.
 * @internal
 */
export class PeopleConsumer implements ConsumerAdapter {
  readonly attests = true;
  readonly effect = 'is changed and confirmed by its owner';

  constructor(readonly confirmation: ConsumerConfirmation) {}

  /** Nobody is told here: the task of the run tells them. */
  async reload(): Promise<{ told: number }> {
    return { told: 0 };
  }

  /** Nothing of it can be seen. */
  async observe(): Promise<ConsumerObservation> {
    return { instances: [], source: 'Nobody has confirmed it yet' };
  }
}

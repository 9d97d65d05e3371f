import {
  instanceId,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type InstanceObservation,
} from '../contracts/ConsumerAdapter';
import type { EffectContext, WriteContext } from '../contracts/effect';
import type { StoreVersionId } from '../contracts/SecretStore';
import { ApiProblem } from '../providerApi/ApiProblem';
import { RateLimit } from '../providerApi/RateLimit';
import { findingOfProblem, gravestOf, reasonOf } from '../providerApi/reasons';
import { throwIfOver } from '../providerApi/withinTime';
import type { SecretValue } from '../SecretValue';
import type { DeliveryPlace, DeliveryProvider } from './DeliveryProvider';

/** Consumers that read a provider's own secrets: they are written in every place, and looked at again. @public */
export class DeliveringConsumerAdapter<Place extends DeliveryPlace>
  implements ConsumerAdapter
{
  /** Each place says what it holds. */
  readonly attests = true;
  /** What the provider calls it. */
  readonly effect: string;
  readonly #provider: DeliveryProvider<Place>;
  readonly #limit: RateLimit;

  constructor(
    provider: DeliveryProvider<Place>,
    now: () => Date = () => new Date(),
  ) {
    this.effect = provider.effect;
    this.#provider = provider;
    this.#limit = new RateLimit(now);
  }

  /** {@inheritDoc ConsumerAdapter.deliver} */
  async deliver(
    input: {
      consumer: ConsumerEntity;
      path: string;
      version: StoreVersionId;
      value: SecretValue;
    },
    { signal, fence }: WriteContext,
  ): Promise<void> {
    const { consumer, path, version, value } = input;
    const provider = this.#provider;
    throwIfOver(signal, consumer.entityRef);
    const { project, places } = provider.scopeOf(consumer, path);
    const deliveries = places.map(place => ({
      place,
      delivery: { path, version, text: provider.textOf(place, value) },
    }));
    const api = await provider.connect(project, { limit: this.#limit, signal });
    const refusal = await provider.refusalOf(api, project).catch(error => {
      throw reasonOf(error, provider.named(project));
    });
    throwIfOver(signal, consumer.entityRef);
    if (refusal) throw refusal;
    const failures: Error[] = [];
    for (const { place, delivery } of deliveries) {
      try {
        await provider.deliver(api, place, delivery, fence);
      } catch (error) {
        failures.push(reasonOf(error, provider.named(place.id)));
      }
    }
    throwIfOver(signal, consumer.entityRef);
    const gravest = gravestOf(failures);
    if (gravest) throw gravest;
  }

  /** Nothing is running that could be told: whatever starts next reads what was delivered. */
  async reload(
    input: { consumer: ConsumerEntity; path: string; version: StoreVersionId },
    { signal }: WriteContext,
  ): Promise<{ told: number }> {
    throwIfOver(signal, input.consumer.entityRef);
    const { places } = this.#provider.scopeOf(input.consumer, input.path);
    return { told: places.length };
  }

  /** {@inheritDoc ConsumerAdapter.observe} */
  async observe(
    input: {
      consumer: ConsumerEntity;
      path: string;
      candidates: ReadonlyMap<StoreVersionId, SecretValue>;
    },
    { signal }: EffectContext,
  ): Promise<ConsumerObservation> {
    const { consumer, path, candidates } = input;
    const provider = this.#provider;
    throwIfOver(signal, consumer.entityRef);
    const { project, places } = provider.scopeOf(consumer, path);
    const api = await provider.connect(project, { limit: this.#limit, signal });
    const isUsable = await provider.refusalOf(api, project).then(
      refusal => refusal === undefined,
      // What the provider does not say of the project it says of each place.
      () => true,
    );
    const instances: InstanceObservation[] = [];
    for (const place of places) {
      try {
        const question = { project, path, candidates };
        const shown = await provider.observe(api, place, question);
        instances.push(isUsable ? shown : { ...shown, health: 'ill' });
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        instances.push(silentPlace(place, error));
      }
    }
    throwIfOver(signal, consumer.entityRef);
    return { instances, source: provider.source };
  }
}

/** A place that could not be looked at. */
function silentPlace(
  { id }: DeliveryPlace,
  problem: ApiProblem,
): InstanceObservation {
  return {
    id: instanceId(id),
    health: 'unknown',
    strength: 'none',
    finding: findingOfProblem(problem),
  };
}

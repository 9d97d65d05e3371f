import {
  ApiProblem,
  deliveredText,
  gravestOf,
  RateLimit,
  reasonOf,
  UnavailableError,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type EffectContext,
  type InstanceObservation,
  type SecretValue,
  type StoreVersionId,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { connect } from './api/connect';
import { readRepository } from './api/readRepository';
import { reasonOfRepository, writtenPlace } from './api/reasons';
import { observeSecret, silentSecret } from './evidence/observeSecret';
import { deliverSecret } from './secrets/deliverSecret';
import { scopeOf } from './secrets/places';
import type { GitHubActionsSettings } from './settings';

/** Workflows of GitHub Actions: their secrets are written, and looked at again. @internal */
export class GitHubActionsConsumerAdapter implements ConsumerAdapter {
  readonly attests = true;
  readonly effect = 'reads the new version in its next run';
  readonly #settings: GitHubActionsSettings;
  readonly #limit: RateLimit;

  constructor(
    settings: GitHubActionsSettings,
    now: () => Date = () => new Date(),
  ) {
    this.#settings = settings;
    this.#limit = new RateLimit(now);
  }

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
    throwIfOver(signal, consumer);
    const { repository, places } = scopeOf(this.#settings, consumer, path);
    const deliveries = places.map(place => ({
      place,
      text: deliveredText(value, place.rule.field, `${place.rule.key}.field`),
    }));
    const api = await connect(this.#settings, repository, this.#limit, signal);
    const state = await readRepository(api, repository).catch(error => {
      throw reasonOf(error, writtenPlace(repository));
    });
    throwIfOver(signal, consumer);
    if (state !== 'usable') throw reasonOfRepository(state, repository);
    const failures: Error[] = [];
    for (const { place, text } of deliveries) {
      try {
        await deliverSecret(api, place, { path, version, text }, fence);
      } catch (error) {
        failures.push(reasonOf(error, writtenPlace(place.id)));
      }
    }
    throwIfOver(signal, consumer);
    const gravest = gravestOf(failures);
    if (gravest) throw gravest;
  }

  /** Nothing is running that could be told: the next run reads what was delivered. */
  async reload(
    input: { consumer: ConsumerEntity; path: string; version: StoreVersionId },
    { signal }: WriteContext,
  ): Promise<{ told: number }> {
    throwIfOver(signal, input.consumer);
    const { places } = scopeOf(this.#settings, input.consumer, input.path);
    return { told: places.length };
  }

  async observe(
    input: {
      consumer: ConsumerEntity;
      path: string;
      candidates: ReadonlyMap<StoreVersionId, SecretValue>;
    },
    { signal }: EffectContext,
  ): Promise<ConsumerObservation> {
    const { consumer, path, candidates } = input;
    throwIfOver(signal, consumer);
    const { repository, places } = scopeOf(this.#settings, consumer, path);
    const api = await connect(this.#settings, repository, this.#limit, signal);
    const isUsable = await readRepository(api, repository).then(
      state => state === 'usable',
      // What GitHub does not say of the repository it says of each secret.
      () => true,
    );
    const instances: InstanceObservation[] = [];
    for (const place of places) {
      try {
        const asked = { repository, path, candidates };
        const shown = await observeSecret(api, place, asked);
        instances.push(isUsable ? shown : { ...shown, health: 'ill' });
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        instances.push(silentSecret(place, error));
      }
    }
    throwIfOver(signal, consumer);
    return { instances, source: 'Secrets in GitHub Actions' };
  }
}

function throwIfOver(signal: AbortSignal, { entityRef }: ConsumerEntity) {
  if (signal.aborted)
    throw new UnavailableError(`The time to ask ${entityRef} was over`);
}

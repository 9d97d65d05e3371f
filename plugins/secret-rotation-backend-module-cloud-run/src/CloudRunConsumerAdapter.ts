import {
  UnavailableError,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type EffectContext,
  type SecretValue,
  type StoreVersionId,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { AuthClient, GoogleAuth } from 'google-auth-library';
import { CloudRunApi } from './client/CloudRunApi';
import { RunProblem } from './client/RunProblem';
import { observeService } from './evidence/observeService';
import { throwUnlessTold } from './rollout/refusals';
import { tellService } from './rollout/tellService';
import { servicesOf } from './servicesOf';
import type { CloudRunConsumerSettings } from './settings';

/** Services in Cloud Run: given a new revision for a version, and looked at until it serves. @internal */
export class CloudRunConsumerAdapter implements ConsumerAdapter {
  readonly attests = true;
  readonly effect = 'gets a new revision';
  readonly #settings: CloudRunConsumerSettings;
  readonly #auth: GoogleAuth<AuthClient>;
  readonly #now: () => Date;

  constructor(
    settings: CloudRunConsumerSettings,
    auth: GoogleAuth<AuthClient>,
    now: () => Date = () => new Date(),
  ) {
    this.#settings = settings;
    this.#auth = auth;
    this.#now = now;
  }

  async reload(
    input: { consumer: ConsumerEntity; path: string; version: StoreVersionId },
    { signal }: WriteContext,
  ): Promise<{ told: number }> {
    const { consumer, path, version } = input;
    const settings = this.#settings;
    const outcomes = await this.#withEach(consumer, signal, (api, name) =>
      tellService(api, name, { path, version, settings }).catch(problem),
    );
    throwUnlessTold(outcomes, consumer, settings);
    return { told: outcomes.length };
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
    const asked = {
      path,
      known: new Set(candidates.keys()),
      now: this.#now(),
      settings: this.#settings,
    };
    const instances = await this.#withEach(consumer, signal, (api, name) =>
      observeService(api, name, asked),
    );
    return { instances, source: 'Revisions of the service' };
  }

  async #withEach<T>(
    consumer: ConsumerEntity,
    signal: AbortSignal,
    act: (api: CloudRunApi, name: string) => Promise<T>,
  ): Promise<T[]> {
    throwIfOver(signal, consumer);
    const names = servicesOf(consumer, this.#settings);
    const api = new CloudRunApi(this.#settings, this.#auth, signal);
    // One that fails does not keep the others from being brought to their end.
    const settled = await Promise.allSettled(names.map(name => act(api, name)));
    throwIfOver(signal, consumer);
    return settled.map(each => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  }
}

function problem(error: unknown): RunProblem {
  if (error instanceof RunProblem) return error;
  throw error;
}

function throwIfOver(signal: AbortSignal, { entityRef }: ConsumerEntity) {
  if (signal.aborted)
    throw new UnavailableError(`The time to ask ${entityRef} was over`);
}

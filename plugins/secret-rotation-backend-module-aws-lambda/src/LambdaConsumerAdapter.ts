import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type EffectContext,
  type SecretValue,
  type StoreVersionId,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Credentials } from './client/credentials';
import { LambdaApi } from './client/LambdaApi';
import { LambdaProblem } from './client/LambdaProblem';
import { observeFunction } from './evidence/observeFunction';
import { functionsOf } from './functionsOf';
import type { Told } from './rollout/renew';
import { tellFunction } from './rollout/tellFunction';
import type { LambdaConsumerSettings } from './settings';

type Outcome = Told | LambdaProblem;

/** Functions in AWS Lambda: given fresh environments for a version, and looked at until they have it. @internal */
export class LambdaConsumerAdapter implements ConsumerAdapter {
  readonly attests = true;
  readonly effect: string;
  readonly #settings: LambdaConsumerSettings;
  readonly #credentials: Credentials;
  readonly #now: () => Date;

  constructor(
    settings: LambdaConsumerSettings,
    credentials: Credentials,
    now: () => Date = () => new Date(),
  ) {
    this.effect =
      settings.alias === undefined
        ? 'gets fresh environments'
        : `gets a new version, and its alias ${settings.alias} is moved to it`;
    this.#settings = settings;
    this.#credentials = credentials;
    this.#now = now;
  }

  async reload(
    input: { consumer: ConsumerEntity; path: string; version: StoreVersionId },
    { signal }: WriteContext,
  ): Promise<{ told: number }> {
    const { consumer, path, version } = input;
    const settings = this.#settings;
    const outcomes = await this.#withEach(consumer, signal, (api, name) =>
      tellFunction(api, name, { path, version, settings }).catch(problem),
    );
    throwFirst(outcomes, consumer, settings);
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
      observeFunction(api, name, asked),
    );
    return {
      instances,
      source: this.#settings.probe
        ? 'Configuration of the function, and an invocation'
        : 'Configuration of the function',
    };
  }

  async #withEach<T>(
    consumer: ConsumerEntity,
    signal: AbortSignal,
    act: (api: LambdaApi, name: string) => Promise<T>,
  ): Promise<T[]> {
    throwIfOver(signal, consumer);
    const names = functionsOf(consumer, this.#settings);
    const api = new LambdaApi(this.#settings, this.#credentials, signal);
    try {
      // One that fails does not keep the others from being brought to their end.
      const settled = await Promise.allSettled(
        names.map(name => act(api, name)),
      );
      throwIfOver(signal, consumer);
      return settled.map(each => {
        if (each.status === 'rejected') throw each.reason;
        return each.value;
      });
    } finally {
      api.close();
    }
  }
}

function problem(error: unknown): LambdaProblem {
  if (error instanceof LambdaProblem) return error;
  throw error;
}

const WAITS: Record<Exclude<Told, 'told'>, string> = {
  'under-way': 'are on their way to the version',
  held: 'are being changed by somebody else',
  unreleased:
    'have unpublished changes, which a new version would release: publish them, or take them back',
};

function throwFirst(
  outcomes: readonly Outcome[],
  { entityRef }: ConsumerEntity,
  { key }: LambdaConsumerSettings,
): void {
  const problems = outcomes.filter(each => each instanceof LambdaProblem);
  const denied = problems.find(each => each.kind === 'forbidden');
  if (denied)
    throw new PermissionDeniedError(
      `The credential of ${key} lacks lambda:${denied.action} on a function of ${entityRef}`,
      `Allow lambda:${denied.action}; policy/ of this module has the whole policy`,
    );
  if (problems.some(each => each.kind === 'absent'))
    throw new MisconfiguredError(
      `A function of ${entityRef} or its alias does not exist`,
      `Compare the names with Lambda, and ${key}.region and ${key}.alias`,
    );
  if (problems.length > 0)
    throw new UnavailableError(
      `${problems.length} of ${outcomes.length} functions of ${entityRef} could not be told`,
    );
  for (const wait of ['unreleased', 'held', 'under-way'] as const) {
    const count = outcomes.filter(each => each === wait).length;
    if (count > 0)
      throw new UnavailableError(
        `${count} functions of ${entityRef} ${WAITS[wait]}`,
      );
  }
}

function throwIfOver(signal: AbortSignal, { entityRef }: ConsumerEntity) {
  if (signal.aborted)
    throw new UnavailableError(`The time to ask ${entityRef} was over`);
}

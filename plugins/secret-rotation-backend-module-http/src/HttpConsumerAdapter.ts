import { randomBytes } from 'node:crypto';
import {
  PermissionDeniedError,
  throwIfOver,
  UnavailableError,
  askEndpoint,
  findEndpoints,
  nameInstances,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type EffectContext,
  type Endpoint,
  type EndpointAnswer,
  type ResolveAddresses,
  type SecretValue,
  type StoreVersionId,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { observeEndpoint } from './observeEndpoint';
import type { HttpConsumerSettings } from './settings';

/** What the adapter takes from outside, so that tests can hold it. @internal */
export interface HttpConsumerOptions {
  /** The clock; only to refuse impossible times. */
  now?: () => Date;
  /** Randomness for nonces. */
  randomBytes?: (size: number) => Buffer;
  /** Looks up the addresses of a name. */
  resolve?: ResolveAddresses;
}

/** A service that is told to reload, and asked what it uses, over HTTP. @internal */
export class HttpConsumerAdapter implements ConsumerAdapter {
  readonly attests = true;
  readonly effect: string;
  readonly #settings: HttpConsumerSettings;
  readonly #options: HttpConsumerOptions &
    Required<Pick<HttpConsumerOptions, 'now' | 'randomBytes'>>;

  constructor(
    settings: HttpConsumerSettings,
    options: HttpConsumerOptions = {},
  ) {
    this.effect = settings.effect;
    this.#settings = settings;
    this.#options = {
      now: options.now ?? (() => new Date()),
      randomBytes: options.randomBytes ?? randomBytes,
      resolve: options.resolve,
    };
  }

  async reload(
    input: { consumer: ConsumerEntity; path: string; version: StoreVersionId },
    context: WriteContext,
  ): Promise<{ told: number }> {
    const { consumer, path, version } = input;
    const endpoints = await this.#endpoints(consumer, context);
    const target = this.#settings.reload.expand(consumer);
    const answers = await Promise.all(
      endpoints.map(endpoint =>
        askEndpoint(
          endpoint,
          {
            method: 'POST',
            target,
            token: this.#settings.token,
            json: { path, version },
          },
          { timeoutMs: this.#settings.timeoutMs, signal: context.signal },
        ),
      ),
    );
    const told = answers.filter(isTold).length;
    if (told === answers.length) {
      return { told };
    }
    if (answers.some(isDenied)) {
      throw new PermissionDeniedError(
        `${consumer.entityRef} refuses the bearer token at its reload endpoint`,
        `Set ${this.#settings.key}.token to the token that the service expects`,
      );
    }
    throw new UnavailableError(
      `${told} of ${answers.length} instances of ${consumer.entityRef} could be told to reload`,
    );
  }

  async observe(
    input: {
      consumer: ConsumerEntity;
      path: string;
      candidates: ReadonlyMap<StoreVersionId, SecretValue>;
    },
    context: EffectContext,
  ): Promise<ConsumerObservation> {
    const endpoints = await this.#endpoints(input.consumer, context);
    const found = await Promise.all(
      endpoints.map(endpoint =>
        observeEndpoint(endpoint, input, {
          settings: this.#settings,
          signal: context.signal,
          // Fresh for every instance and every time: an answer can neither be kept nor be passed on.
          nonce: this.#options.randomBytes(32).toString('hex'),
          now: this.#options.now(),
        }),
      ),
    );
    throwIfOver(context.signal, input.consumer.entityRef);
    return { instances: nameInstances(found), source: 'Attestation endpoint' };
  }

  async #endpoints(
    consumer: ConsumerEntity,
    context: EffectContext,
  ): Promise<Endpoint[]> {
    throwIfOver(context.signal, consumer.entityRef);
    const { addresses, timeoutMs } = this.#settings;
    const { resolve } = this.#options;
    const { signal } = context;
    return findEndpoints(addresses, consumer, { resolve, signal, timeoutMs });
  }
}

function isTold(answer: EndpointAnswer): boolean {
  return (
    answer.kind === 'answered' && answer.status >= 200 && answer.status < 300
  );
}

function isDenied(answer: EndpointAnswer): boolean {
  return (
    answer.kind === 'answered' &&
    (answer.status === 401 || answer.status === 403)
  );
}

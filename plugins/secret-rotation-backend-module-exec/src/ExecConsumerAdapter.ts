import { randomBytes } from 'node:crypto';
import {
  MisconfiguredError,
  PermissionDeniedError,
  throwIfOver,
  UnavailableError,
  nameInstances,
  type ConsumerAdapter,
  type ConsumerEntity,
  type ConsumerObservation,
  type EffectContext,
  type SecretValue,
  type StoreVersionId,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { isDenied } from './exitCodes';
import { InstanceCommandRunner } from './InstanceCommandRunner';
import { observeInstance } from './observeInstance';
import type { ExecConsumerSettings } from './settings/readExecConsumerSettings';

/** What the adapter takes from outside, so that tests can hold it. @internal */
export interface ExecConsumerOptions {
  /** The clock; only to refuse impossible times. */
  now?: () => Date;
  /** Randomness for nonces. */
  randomBytes?: (size: number) => Buffer;
}

/** A program that an operator's commands reload, and ask what it uses. @internal */
export class ExecConsumerAdapter implements ConsumerAdapter {
  readonly attests = true;
  readonly effect: string;
  readonly #settings: ExecConsumerSettings;
  readonly #options: Required<ExecConsumerOptions>;

  constructor(
    settings: ExecConsumerSettings,
    options: ExecConsumerOptions = {},
  ) {
    this.effect = settings.effect;
    this.#settings = settings;
    this.#options = { now: () => new Date(), randomBytes, ...options };
  }

  async reload(
    input: { consumer: ConsumerEntity; path: string; version: StoreVersionId },
    context: WriteContext,
  ): Promise<{ told: number }> {
    const { consumer, path, version } = input;
    const runner = this.#runner(consumer, context);
    const results = await Promise.all(
      this.#settings.instances.map(({ reload }) =>
        runner.run(reload, 'reload', {
          KEYTURN_PATH: path,
          KEYTURN_VERSION: version,
        }),
      ),
    );
    throwIfOver(context.signal, consumer.entityRef);
    const told = results.filter(
      result => result.kind === 'exited' && result.code === 0,
    ).length;
    if (told === results.length) return { told };
    if (results.some(isDenied)) {
      throw new PermissionDeniedError(
        `The command that reloads ${consumer.entityRef} says that it has no permission`,
        `Run ${
          this.#settings.key
        }.reload as the portal's user, and give that user what is missing`,
      );
    }
    throw new UnavailableError(
      `${told} of ${results.length} instances of ${consumer.entityRef} could be told to reload`,
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
    const { consumer } = input;
    const runner = this.#runner(consumer, context);
    const found = await Promise.all(
      this.#settings.instances.map(instance =>
        observeInstance(instance, runner, {
          ...input,
          // Fresh for every instance and every time: an answer can neither be kept nor be passed on.
          nonce: this.#options.randomBytes(32).toString('hex'),
          now: this.#options.now(),
        }),
      ),
    );
    throwIfOver(context.signal, consumer.entityRef);
    return {
      instances: nameInstances(found, 'instance'),
      source: 'Attestation command',
    };
  }

  #runner(
    consumer: ConsumerEntity,
    context: EffectContext,
  ): InstanceCommandRunner {
    const { key, mayName } = this.#settings;
    if (!mayName(consumer.entityRef)) {
      throw new MisconfiguredError(
        `${consumer.entityRef} may not name the consumer entry ${key}`,
        `Add it to ${key}.entities, or name another entry in its annotation keyturn.dev/consumer`,
      );
    }
    throwIfOver(context.signal, consumer.entityRef);
    return new InstanceCommandRunner(this.#settings, consumer, context.signal);
  }
}

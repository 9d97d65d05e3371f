import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  SecretValue,
  storeVersionId,
  WorkloadConsumerAdapter,
  type ConsumerAdapter,
  type ConsumerEntity,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  startLambdaStandIn,
  type LambdaFunction,
  type LambdaStandIn,
} from '@keyturn/dev-peers/lambda';
import { LambdaFunctions } from '../LambdaFunctions';
import { readLambdaConsumerSettings } from '../settings';

export const PATH = 'payments/db-login';
export const OLD = storeVersionId('41');
export const NEW = storeVersionId('42');
export const PASSWORDS: Readonly<Record<string, string>> = {
  [OLD]: 'old-password-Xq7vT2',
  [NEW]: 'new-password-Zr4kM9',
};
const CANDIDATES = new Map(
  Object.entries(PASSWORDS).map(([id, password]) => [
    storeVersionId(id),
    SecretValue.text(password),
  ]),
);
export const CHECKOUT: ConsumerEntity = {
  entityRef: 'component:default/checkout',
  name: 'checkout',
  namespace: 'default',
  labels: {},
};
export const FUNCTION = 'checkout-api';
const { signal } = new AbortController();

/** A store, a function that reads it when an environment starts, and the hand of the one who deploys it. */
export class TestFunctions {
  /** What the store holds as current. */
  current: StoreVersionId = OLD;

  private constructor(
    readonly lambda: LambdaStandIn,
    private readonly clock: { at: number },
  ) {}

  static async start(): Promise<TestFunctions> {
    const clock = { at: Date.parse('2026-11-23T12:00:00Z') };
    const lambda = await startLambdaStandIn(() => new Date(clock.at));
    return new TestFunctions(lambda, clock);
  }

  stop(): Promise<void> {
    return this.lambda.stop();
  }

  /** Code that loads what is current when its environment starts, and says so when it is asked. */
  code = {
    start: () => this.current,
    handle: (loaded: unknown, payload: unknown) =>
      JSON.stringify(payload) === JSON.stringify({ attest: PATH })
        ? { uses: { version: loaded } }
        : 'done',
  };

  create(name = FUNCTION): LambdaFunction {
    return this.lambda.create(name, this.code);
  }

  /** A function that is released as version 1 and called through an alias. */
  release(name = FUNCTION): LambdaFunction {
    const made = this.create(name);
    const { Version } = made.publish(undefined, undefined);
    made.pointAlias('live', { FunctionVersion: Version });
    return made;
  }

  adapter(
    settings: JsonObject = {},
    credentials = { accessKeyId: 'AKIAANY', secretAccessKey: 'any' },
  ): ConsumerAdapter {
    return new WorkloadConsumerAdapter(
      new LambdaFunctions(
        readLambdaConsumerSettings({
          name: 'lambda',
          config: new ConfigReader({
            kind: 'aws-lambda',
            region: 'eu-central-1',
            endpoint: this.lambda.address,
            functions: ['{name}-api'],
            allow: [{ namespaces: ['default'], functions: ['checkout-*'] }],
            probe: { payload: { attest: '{path}' }, version: 'uses.version' },
            timeout: { seconds: 20 },
            ...settings,
          }),
        }),
        credentials,
      ),
      () => new Date(this.clock.at),
    );
  }

  reload(adapter = this.adapter(), version = NEW, consumer = CHECKOUT) {
    return adapter.reload(
      { consumer, path: PATH, version },
      { signal, fence: { run: 7, epoch: 1 } },
    );
  }

  /** Reloads as the engine does: again, until it is told. Between two tries Lambda goes on. */
  async reloadUntilTold(adapter = this.adapter(), version = NEW) {
    for (let tries = 1; tries <= 12; tries += 1) {
      const told = await this.reload(adapter, version).catch(() => undefined);
      if (told) return tries;
      this.lambda.settle();
    }
    throw new Error('It was not told in twelve tries');
  }

  async observe(adapter = this.adapter(), consumer = CHECKOUT) {
    const { instances } = await adapter.observe(
      { consumer, path: PATH, candidates: CANDIDATES },
      { signal },
    );
    return instances;
  }

  /** Lets every invocation that ran have ended. */
  drain(): void {
    this.clock.at += 10_000;
  }

  /** What callers of the function get to see. */
  calls(made: LambdaFunction, qualifier?: string): unknown {
    return made.invoke({ attest: PATH }, qualifier);
  }

  /** The requests that could change something. */
  get writes(): string[] {
    return this.lambda.requests
      .map(({ action }) => action)
      .filter(action => !/^(Get|List|Invoke)/.test(action));
  }
}

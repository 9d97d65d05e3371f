import type {
  ConsumerEntity,
  WorkloadOrder,
  WorkloadProblem,
  WorkloadProvider,
  WorkloadQuestion,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Credentials } from './client/credentials';
import { LambdaApi } from './client/LambdaApi';
import { observeFunction } from './evidence/observeFunction';
import { functionsOf } from './functionsOf';
import { throwUnlessTold } from './rollout/refusals';
import type { Told } from './rollout/renew';
import { LATEST, tellFunction } from './rollout/tellFunction';
import type { LambdaConsumerSettings } from './settings';

/** Functions in AWS Lambda: given fresh environments for a version, and looked at until they have it. @internal */
export class LambdaFunctions implements WorkloadProvider<LambdaApi, Told> {
  readonly effect: string;
  readonly source: string;
  readonly #settings: LambdaConsumerSettings;
  readonly #credentials: Credentials;

  constructor(settings: LambdaConsumerSettings, credentials: Credentials) {
    this.effect =
      settings.alias === undefined
        ? 'gets fresh environments'
        : `gets a new version, and its alias ${settings.alias} is moved to it`;
    this.source = settings.probe
      ? 'Configuration of the function, and an invocation'
      : 'Configuration of the function';
    this.#settings = settings;
    this.#credentials = credentials;
  }

  namesOf(consumer: ConsumerEntity) {
    return functionsOf(consumer, this.#settings);
  }

  instanceOf(name: string) {
    return `${name}:${this.#settings.alias ?? LATEST}`;
  }

  connect(signal: AbortSignal) {
    return new LambdaApi(this.#settings, this.#credentials, signal);
  }

  close(api: LambdaApi) {
    api.close();
  }

  tell(api: LambdaApi, name: string, order: WorkloadOrder) {
    return tellFunction(api, name, { ...order, settings: this.#settings });
  }

  throwUnlessTold(
    outcomes: ReadonlyArray<Told | WorkloadProblem>,
    consumer: ConsumerEntity,
  ) {
    throwUnlessTold(outcomes, consumer, this.#settings);
  }

  observe(api: LambdaApi, name: string, question: WorkloadQuestion) {
    return observeFunction(api, name, question, this.#settings);
  }
}

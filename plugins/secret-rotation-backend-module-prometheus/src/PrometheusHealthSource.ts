import {
  ProviderApi,
  RateLimit,
  UnavailableError,
  type ConsumerEntity,
  type EffectContext,
  type HealthObservation,
  type HealthSource,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { answer, samplesOf } from './query/answer';
import { judge } from './query/judge';
import { reasonOf } from './reasons';
import type { PrometheusSettings } from './settings/readPrometheusSettings';

/** How well a consumer is, by an instant query of the operator. @internal */
export class PrometheusHealthSource implements HealthSource {
  readonly title = 'Prometheus';
  readonly #settings: PrometheusSettings;
  readonly #now: () => Date;
  readonly #limit: RateLimit;

  constructor(
    settings: PrometheusSettings,
    now: () => Date = () => new Date(),
  ) {
    this.#settings = settings;
    this.#now = now;
    this.#limit = new RateLimit(now);
  }

  async observe(
    { consumer }: { consumer: ConsumerEntity },
    { signal }: EffectContext,
  ): Promise<HealthObservation> {
    const { key, query, healthyWhen, staleAfterMs } = this.#settings;
    const question = new URLSearchParams({
      query: query.expand(consumer),
      // Else a number is looked for up to five minutes back, and shown with the time of the query.
      lookback_delta: `${staleAfterMs}ms`,
    });
    if (signal.aborted) throw new UnavailableError('The time was over');
    try {
      const read = await this.#api(signal).get(
        `/api/v1/query?${question}`,
        answer,
      );
      const health = judge(samplesOf(read), {
        healthyWhen,
        staleAfterMs,
        now: this.#now().getTime(),
      });
      return { health };
    } catch (error) {
      throw reasonOf(error, key);
    }
  }

  #api(signal: AbortSignal): ProviderApi {
    const { origin, basePath, authorization, timeoutMs } = this.#settings;
    return new ProviderApi({
      origin,
      basePath,
      headers: {
        accept: 'application/json',
        ...(authorization && { authorization: authorization.reveal('value') }),
      },
      timeoutMs,
      limit: this.#limit,
      signal,
    });
  }
}

import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import type { ConsumerEntity } from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  startPrometheusStandIn,
  type PrometheusStandIn,
} from '@keyturn/dev-peers/prometheus';
import { PrometheusHealthSource } from '../PrometheusHealthSource';
import { readPrometheusSettings } from '../settings/readPrometheusSettings';

export const TOKEN = 'a-token-for-queries-Lw3';
export const NOW = new Date('2026-03-01T12:00:00Z');

/** A consumer of the catalog. */
export function consumerOf(name: string): ConsumerEntity {
  return {
    entityRef: `component:default/${name}`,
    name,
    namespace: 'default',
    labels: { tier: 'gold' },
  };
}

/** The query of the entry for a consumer. */
export function queryOf(name: string): string {
  return `max(error_ratio{app="${name}"})`;
}

/** The stand-in, and sources that ask it. */
export class TestPrometheus {
  private constructor(readonly api: PrometheusStandIn) {}

  static async start(
    authorization = `Bearer ${TOKEN}`,
  ): Promise<TestPrometheus> {
    return new TestPrometheus(
      await startPrometheusStandIn({ authorization, now: () => NOW }),
    );
  }

  source(config: JsonObject = {}): PrometheusHealthSource {
    const settings = readPrometheusSettings({
      name: 'errors',
      config: new ConfigReader({
        kind: 'prometheus',
        address: this.api.url,
        plainHttp: true,
        token: TOKEN,
        query: queryOf('{name}'),
        healthyWhen: '< 0.01',
        // Tests that want no answer end it by a signal.
        timeout: { seconds: 60 },
        ...config,
      }),
    });
    return new PrometheusHealthSource(settings, () => NOW);
  }

  async stop(): Promise<void> {
    await this.api.stop();
  }
}

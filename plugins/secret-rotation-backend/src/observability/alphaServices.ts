import { createServiceRef } from '@backstage/backend-plugin-api';
import type {
  MetricsService,
  TracingService,
} from '@backstage/backend-plugin-api/alpha';

/**
 * Backstage's alpha services for metrics and traces: this file alone knows them. They are asked for as services of
 * which there may be any number, by the ids of `metricsServiceRef` and `tracingServiceRef`, so that a backend without
 * them starts all the same and only does not report.
 */

/** What is used of the metrics service. */
export type Metrics = Pick<
  MetricsService,
  'createCounter' | 'createHistogram' | 'createObservableGauge'
>;

/** What is used of the tracing service. */
export type Tracing = Pick<TracingService, 'startActiveSpan'>;

export const optionalMetricsServiceRef = createServiceRef<Metrics>({
  id: 'alpha.core.metrics',
  scope: 'plugin',
  multiton: true,
});

export const optionalTracingServiceRef = createServiceRef<Tracing>({
  id: 'alpha.core.tracing',
  scope: 'plugin',
  multiton: true,
});

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Backlog } from '../ledger/operations/measureBacklog';
import { errorType } from '../engine/errorType';
import type { Metrics } from './alphaServices';

/** How long one answer serves: all gauges of one collection, and of several readers. */
const FRESH_MS = 1000;

/**
 * Gauges of what there is to do, measured when metrics are collected. Every replica reports the whole ledger's: take
 * the largest, not the sum.
 */
export function watchBacklog(
  metrics: Metrics | undefined,
  logger: LoggerService,
  measure: () => Promise<Backlog>,
): void {
  if (!metrics) return;
  let measured:
    | { at: number; backlog: Promise<Backlog | undefined> }
    | undefined;
  const backlog = () => {
    const now = performance.now();
    if (!measured || now - measured.at >= FRESH_MS) {
      // Gauges that say nothing are better than gauges that say something old.
      const failed = (error: unknown) => {
        logger.warn(`No backlog could be measured (${errorType(error)})`);
        return undefined;
      };
      measured = { at: now, backlog: measure().catch(failed) };
    }
    return measured.backlog;
  };
  const gauge = (
    name: string,
    description: string,
    unit: string,
    observe: (
      is: Backlog,
      report: (value: number, labels?: Record<string, string>) => void,
    ) => void,
  ) =>
    metrics
      .createObservableGauge(`secret_rotation.${name}`, { description, unit })
      .addCallback(async result => {
        const is = await backlog();
        if (is) observe(is, (value, labels) => result.observe(value, labels));
      });
  gauge('runs.open', 'Open runs by state', '{run}', ({ runs }, report) => {
    for (const [state, count] of runs)
      report(count, { 'secret_rotation.state': state });
  });
  gauge(
    'runs.oldest_due',
    'How long the run that has been due longest has waited for a worker',
    's',
    (is, report) => report(is.runDueForMs / 1000),
  );
  gauge(
    'workers.live',
    'Workers that share the ledger',
    '{worker}',
    (is, report) => report(is.workers),
  );
  gauge(
    'secrets.overdue',
    'Enrolled secrets that are older than their policy allows',
    '{secret}',
    (is, report) => report(is.overdue),
  );
  gauge(
    'secrets.oldest_due',
    'How long the secret that has been due longest has been so',
    's',
    (is, report) => report(is.secretDueForMs / 1000),
  );
}

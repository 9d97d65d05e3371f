import { performance } from 'node:perf_hooks';
import { isOpen } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Instruments } from '../engine/observability/Instruments';
import { errorType } from '../engine/errorType';
import type { Metrics, Tracing } from './alphaServices';
import { spanning } from './spanning';

/** Seconds. A call ends at half the lease at the latest; a step may make many. */
const EFFECT_BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];
const STEP_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300];

/** Seconds. Running services take minutes; who loads only at its next start may take days. */
const CONVERGENCE_BUCKETS = [
  1, 5, 15, 30, 60, 120, 300, 900, 3600, 21_600, 86_400, 604_800,
];

/** Reports what the engine does to Backstage's services for metrics and traces, as far as the backend has them. */
export function createInstruments(services: {
  metrics?: Metrics;
  tracing?: Tracing;
}): Instruments {
  const { metrics } = services;
  const span = spanning(services.tracing);
  const stepDuration = metrics?.createHistogram(
    'secret_rotation.step.duration',
    {
      description: 'How long one try at a step took',
      unit: 's',
      advice: { explicitBucketBoundaries: STEP_BUCKETS },
    },
  );
  const effectDuration = metrics?.createHistogram(
    'secret_rotation.effect.duration',
    {
      description:
        'How long one call to a store, target, consumer or catalog took',
      unit: 's',
      advice: { explicitBucketBoundaries: EFFECT_BUCKETS },
    },
  );
  const convergence = metrics?.createHistogram('secret_rotation.convergence', {
    description:
      'How long it took until every consumer used the version that a rotation made current',
    unit: 's',
    advice: { explicitBucketBoundaries: CONVERGENCE_BUCKETS },
  });
  const counter = (name: string, description: string, unit: string) =>
    metrics?.createCounter(`secret_rotation.${name}`, { description, unit });
  const claims = counter('claims', 'Runs that this replica claimed', '{run}');
  const commits = counter(
    'commits',
    'Commits of runs by this replica',
    '{commit}',
  );
  const leasesLost = counter(
    'leases.lost',
    'Runs that another worker took from this replica while it was at work',
    '{lease}',
  );
  const ended = counter('runs.ended', 'Runs that this replica ended', '{run}');

  return {
    slice: ({ runId, epoch }, work) =>
      span(
        'slice',
        {
          'secret_rotation.run.id': runId,
          'secret_rotation.epoch': epoch,
        },
        work,
      ),
    step: ({ runId, direction, step, wave }, work) => {
      const labels = {
        'secret_rotation.step': step,
        'secret_rotation.direction': direction,
      };
      return span(
        `step ${step}`,
        {
          ...labels,
          'secret_rotation.run.id': runId,
          'secret_rotation.wave': wave,
        },
        async set => {
          const from = performance.now();
          const result = await work();
          const outcome = result.outcome.kind;
          set('secret_rotation.outcome', outcome);
          stepDuration?.record(secondsSince(from), {
            ...labels,
            'secret_rotation.outcome': outcome,
          });
          return result;
        },
      );
    },
    effect: ({ name, at }, work) => {
      const labels = { 'secret_rotation.effect': name };
      return span(
        `effect ${name}`,
        { ...labels, 'secret_rotation.at': at },
        async () => {
          const from = performance.now();
          try {
            const result = await work();
            effectDuration?.record(secondsSince(from), labels);
            return result;
          } catch (error) {
            effectDuration?.record(secondsSince(from), {
              ...labels,
              'error.type': errorType(error),
            });
            throw error;
          }
        },
        'client',
      );
    },
    claimed: count => {
      if (count > 0) claims?.add(count);
    },
    committed: ({ state, kind, trigger, convergenceMs }) => {
      commits?.add(1);
      if (isOpen(state)) return;
      ended?.add(1, {
        'secret_rotation.outcome': state,
        'secret_rotation.kind': kind,
        'secret_rotation.trigger': trigger,
      });
      if (state === 'succeeded' && convergenceMs !== undefined) {
        convergence?.record(convergenceMs / 1000, {
          'secret_rotation.kind': kind,
          'secret_rotation.trigger': trigger,
        });
      }
    },
    leaseLost: () => leasesLost?.add(1),
  };
}

function secondsSince(from: number): number {
  return (performance.now() - from) / 1000;
}

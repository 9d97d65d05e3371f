import { z } from 'zod';
import type { ConfigurationEntry, WorkerSettings } from './model';
import { problemOfShape } from './problems';
import { ROOT_KEY } from './readSection';
import { duration, workerLabels } from './shapes';

const shape = z.strictObject({
  lease: duration
    .refine(ms => ms >= 1000, 'must be a second or longer')
    .default(30_000),
  tick: duration
    .refine(ms => ms >= 1000, 'must be a second or longer')
    .default(2_000),
  concurrency: z
    .int('must be a whole number')
    .min(1, 'must be 1 or more')
    .default(20),
  labels: workerLabels,
  grace: duration.default(15_000),
  poll: duration
    .refine(ms => ms >= 250, 'must be 250 ms or longer')
    .default(2_000),
  maxRepairs: z
    .int('must be a whole number')
    .min(0, 'must not be negative')
    .default(3),
});

/** Reads `secretRotation.worker`. What is wrong is put on record, and the defaults stand. @internal */
export function readWorker(
  raw: unknown,
  entries: ConfigurationEntry[],
): WorkerSettings {
  const parsed = shape.safeParse(raw ?? {});
  if (!parsed.success) {
    const base = `${ROOT_KEY}.worker`;
    const problem = problemOfShape(
      parsed.error,
      raw,
      base,
      Object.keys(shape.shape),
    );
    entries.push({ section: 'root', name: 'worker', problem });
  }
  const value = parsed.success ? parsed.data : shape.parse({});
  return {
    leaseMs: value.lease,
    tickSeconds: Math.round(value.tick / 1000),
    concurrency: value.concurrency,
    labels: value.labels,
    patience: {
      graceMs: value.grace,
      pollMs: value.poll,
      maxRepairs: value.maxRepairs,
    },
  };
}

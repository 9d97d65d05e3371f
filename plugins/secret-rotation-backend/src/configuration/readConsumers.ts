import type { JsonObject } from '@backstage/types';
import type { ConsumerAdapter } from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { buildAdapter } from './buildAdapter';
import type { ConsumerEntry, HealthEntry } from './model';
import type { SectionInput } from './readAdapters';
import { EntryProblem, readSection, ROOT_KEY } from './readSection';
import { kind, workerLabels } from './shapes';

// Loose: the other keys are the module's own and it checks them.
const healthSource = z.looseObject({ kind, workerLabels });
const consumer = z.looseObject({
  kind,
  workerLabels,
  healthSource: z
    .string()
    .min(1, 'must name an entry of secretRotation.health')
    .optional(),
});

/** Reads `secretRotation.health`. @internal */
export function readHealthSources(
  input: SectionInput,
): Map<string, HealthEntry> {
  return readSection({
    section: 'health',
    raw: input.raw,
    shape: healthSource,
    known: Object.keys(healthSource.shape),
    entries: input.entries,
    build: (name, { workerLabels: labels, ...value }) => ({
      name,
      kind: value.kind,
      workerLabels: labels,
      adapter: buildAdapter({
        section: 'health',
        name,
        kind: value.kind,
        raw: value as JsonObject,
        factories: input.registry.health,
        portalCredentials: input.portalCredentials,
      }),
    }),
  });
}

/** Reads `secretRotation.consumers`. @internal */
export function readConsumers(
  input: SectionInput,
  healthSources: ReadonlyMap<string, HealthEntry>,
): Map<string, ConsumerEntry> {
  return readSection({
    section: 'consumers',
    raw: input.raw,
    shape: consumer,
    known: Object.keys(consumer.shape),
    entries: input.entries,
    build: (name, { workerLabels: labels, healthSource: source, ...value }) => {
      const adapter = buildAdapter({
        section: 'consumers',
        name,
        kind: value.kind,
        raw: value as JsonObject,
        factories: input.registry.consumers,
        portalCredentials: input.portalCredentials,
      });
      const health =
        source === undefined
          ? undefined
          : findHealth(name, adapter, source, healthSources);
      return {
        name,
        kind: value.kind,
        adapter,
        health: health?.adapter,
        workerLabels: [
          ...new Set([...labels, ...(health?.workerLabels ?? [])]),
        ],
      };
    },
  });
}

/**
 * The health source that a consumer entry names. Without it the entry would be watched less than its operator believes,
 * so it is disabled then.
 */
function findHealth(
  name: string,
  { confirmation }: ConsumerAdapter,
  source: string,
  healthSources: ReadonlyMap<string, HealthEntry>,
): HealthEntry {
  const key = `${ROOT_KEY}.consumers.${name}.healthSource`;
  const found = healthSources.get(source);
  if (!found)
    throw new EntryProblem({
      code: 'no-health-source',
      message: `${key} is "${source}", which is no usable entry of ${ROOT_KEY}.health`,
      fix: `Correct ${key}, or mend ${ROOT_KEY}.health.${source}`,
    });
  if (confirmation)
    throw new EntryProblem({
      code: 'health-not-watched',
      message: `${key} is set, and nobody watches the health of consumers for which a person speaks`,
      fix: `Remove ${key}`,
    });
  return found;
}

import type { JsonObject } from '@backstage/types';
import { z } from 'zod';
import { buildAdapter } from './buildAdapter';
import type {
  AdapterRegistry,
  ConfigurationEntry,
  ConsumerEntry,
  RotatorEntry,
  StoreEntry,
} from './model';
import { readSection } from './readSection';
import { pathPatterns, patterns, workerLabels } from './shapes';

const kind = z.string().min(1, 'must name a kind');

// Loose: the other keys are the module's own and it checks them.
const store = z.looseObject({
  kind,
  workerLabels,
  allow: z.array(z.strictObject({ namespaces: patterns, paths: pathPatterns })),
});

const accountAllowance = z.strictObject({
  namespaces: patterns,
  accounts: patterns,
});

const rotator = z.looseObject({
  kind,
  workerLabels,
  allow: z.array(
    z.preprocess(
      item =>
        typeof item === 'string'
          ? { namespaces: ['*'], accounts: [item] }
          : item,
      accountAllowance,
    ),
  ),
});

const consumer = z.looseObject({ kind, workerLabels });

interface SectionInput {
  raw: unknown;
  registry: AdapterRegistry;
  entries: ConfigurationEntry[];
}

/** Reads `secretRotation.stores`. @internal */
export function readStores(input: SectionInput): Map<string, StoreEntry> {
  return readSection({
    section: 'stores',
    raw: input.raw,
    shape: store,
    known: Object.keys(store.shape),
    entries: input.entries,
    build: (name, { workerLabels: labels, ...value }) => ({
      name,
      kind: value.kind,
      workerLabels: labels,
      allow: value.allow,
      adapter: buildAdapter({
        section: 'stores',
        name,
        kind: value.kind,
        raw: value as JsonObject,
        factories: input.registry.stores,
      }),
    }),
  });
}

/** Reads `secretRotation.rotators`. @internal */
export function readRotators(input: SectionInput): Map<string, RotatorEntry> {
  return readSection({
    section: 'rotators',
    raw: input.raw,
    shape: rotator,
    known: Object.keys(rotator.shape),
    entries: input.entries,
    build: (name, { workerLabels: labels, ...value }) => ({
      name,
      kind: value.kind,
      workerLabels: labels,
      allow: value.allow,
      adapter: buildAdapter({
        section: 'rotators',
        name,
        kind: value.kind,
        raw: value as JsonObject,
        factories: input.registry.rotators,
      }),
    }),
  });
}

/** Reads `secretRotation.consumers`. @internal */
export function readConsumers(input: SectionInput): Map<string, ConsumerEntry> {
  return readSection({
    section: 'consumers',
    raw: input.raw,
    shape: consumer,
    known: Object.keys(consumer.shape),
    entries: input.entries,
    build: (name, { workerLabels: labels, ...value }) => ({
      name,
      kind: value.kind,
      workerLabels: labels,
      adapter: buildAdapter({
        section: 'consumers',
        name,
        kind: value.kind,
        raw: value as JsonObject,
        factories: input.registry.consumers,
      }),
    }),
  });
}

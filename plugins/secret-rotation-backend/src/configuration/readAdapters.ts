import type { JsonObject } from '@backstage/types';
import { z } from 'zod';
import type { PortalCredentials } from '../selfConsumer/PortalCredentials';
import { buildAdapter } from './buildAdapter';
import type {
  AdapterRegistry,
  ConfigurationEntry,
  RotatorEntry,
  StoreEntry,
} from './model';
import { EntryProblem, readSection, ROOT_KEY } from './readSection';
import {
  duration,
  kind,
  pathPatterns,
  pathPrefix,
  patterns,
  workerLabels,
} from './shapes';

const MINUTE_MS = 60_000;

const inventory = z.strictObject({
  prefix: pathPrefix.default(''),
  every: duration
    .refine(ms => ms >= MINUTE_MS, 'must be a minute at least')
    .default(6 * 60 * MINUTE_MS),
  limit: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(1_000_000, 'must be at most 1000000')
    .default(100_000),
});

// Loose: the other keys are the module's own and it checks them.
const store = z.looseObject({
  kind,
  workerLabels,
  allow: z.array(z.strictObject({ namespaces: patterns, paths: pathPatterns })),
  inventory: inventory.optional(),
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

/** What the reading of a section needs. @internal */
export interface SectionInput {
  raw: unknown;
  registry: AdapterRegistry;
  entries: ConfigurationEntry[];
  portalCredentials?: PortalCredentials;
}

/** Reads `secretRotation.stores`. @internal */
export function readStores(input: SectionInput): Map<string, StoreEntry> {
  return readSection({
    section: 'stores',
    raw: input.raw,
    shape: store,
    known: Object.keys(store.shape),
    entries: input.entries,
    build: (name, { workerLabels: labels, inventory: walk, ...value }) => {
      const adapter = buildAdapter({
        section: 'stores',
        name,
        kind: value.kind,
        raw: value as JsonObject,
        factories: input.registry.stores,
        portalCredentials: input.portalCredentials,
      });
      if (walk && !adapter.inventory)
        throw new EntryProblem({
          code: 'no-inventory',
          message: `${ROOT_KEY}.stores.${name}.inventory is set, and stores of kind "${value.kind}" cannot list what they hold`,
          fix: `Remove ${ROOT_KEY}.stores.${name}.inventory`,
        });
      return {
        name,
        kind: value.kind,
        workerLabels: labels,
        allow: value.allow,
        inventory: walk && {
          prefix: walk.prefix,
          everyMs: walk.every,
          limit: walk.limit,
        },
        adapter,
      };
    },
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
        portalCredentials: input.portalCredentials,
      }),
    }),
  });
}

import {
  readSettings,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { Connection } from './client/connect';
import type { Placement } from './client/resources';

/** One checked entry of `secretRotation.stores` of kind `gcp`. @internal */
export interface GcpSettings {
  readonly project: string;
  readonly location?: string;
  readonly connection: Connection;
  /** The alias that consumers read; without it they read `latest`. */
  readonly alias?: string;
  /** What the ids of staging secrets begin with. */
  readonly staging: string;
  readonly publicFields: readonly string[];
  /** Where secrets are kept that Keyturn makes, and staged values of secrets that do not exist yet. */
  readonly placement: Placement;
  /** Secrets of this store have `version_destroy_ttl`. */
  readonly delayedDestruction: boolean;
  readonly writesPerMinute: number;
  /** Whether a secret that has no value yet is given its first one. */
  readonly provision: boolean;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

const locationId = z.string().regex(/^[a-z]+(-[a-z]+)*-?[a-z0-9]+$/);

const entry = z.object({
  project: z.string().regex(/^([a-z][a-z0-9.:-]*[a-z0-9]|\d+)$/),
  location: locationId.optional(),
  alias: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/)
    .refine(alias => alias !== 'latest' && alias !== 'NEW')
    .optional(),
  staging: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,100}$/)
    .default('keyturn-staging'),
  publicFields: z
    .array(z.string().min(1))
    .default(['username', 'host', 'port', 'database', 'dbname']),
  replicas: z.array(locationId).min(1).optional(),
  delayedDestruction: z.boolean().default(false),
  writesPerMinute: z.number().int().min(10).max(100_000).default(600),
  provision: z.boolean().default(false),
  auth: z.object({ keyFile: z.string().min(1).optional() }).default({}),
  endpoint: z.string().refine(isLoopback).optional(),
});

const FIXES: Record<string, string> = {
  project: 'Give the id or number of the project, for example payments-prod',
  location:
    'Name the location of regional secrets, for example europe-west3, or remove the key for global ones',
  alias:
    'Name the alias that consumers read, for example current, or remove the key if they read latest',
  staging:
    'Give a prefix of letters, digits and -, for example keyturn-staging',
  publicFields: 'List the names of the keys that are no secret',
  replicas:
    'List the locations in which new secrets are kept, for example [europe-west3], or remove the key',
  delayedDestruction:
    'Write true if the secrets have a version destroy TTL, else false',
  writesPerMinute:
    "Give this portal's share of the project's write quota, 10 or more, for example 600",
  provision: 'Write true or false',
  auth: 'Give auth.keyFile, the path of a key file, or remove it for application-default credentials',
  endpoint:
    'Remove the key. It is for stand-ins on this machine alone, for example 127.0.0.1:8085',
};

/**
 * Reads and checks one entry of `secretRotation.stores`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readGcpSettings(settings: AdapterSettings): GcpSettings {
  const { auth, endpoint, replicas, ...rest } = readSettings(
    entry,
    settings.config.get(),
    `secretRotation.stores.${settings.name}`,
    FIXES,
  );
  return {
    ...rest,
    placement: placementOf(rest.location, replicas),
    connection: {
      project: rest.project,
      location: rest.location,
      keyFile: auth.keyFile,
      standIn: endpoint === undefined ? undefined : addressOf(endpoint),
    },
  };
}

function placementOf(
  location: string | undefined,
  replicas: readonly string[] | undefined,
): Placement {
  if (location !== undefined) {
    return {}; // A regional secret lies where it is.
  }
  return replicas
    ? {
        replication: {
          userManaged: { replicas: replicas.map(at => ({ location: at })) },
        },
      }
    : { replication: { automatic: {} } };
}

/** What is sent there is neither encrypted nor signed. */
function isLoopback(endpoint: string): boolean {
  const { host, port } = addressOf(endpoint);
  return LOOPBACK.includes(host) && port > 0 && port < 65_536;
}

function addressOf(endpoint: string): { host: string; port: number } {
  const [, host, port] = /^(.+):(\d+)$/.exec(endpoint) ?? [];
  return { host: host ?? '', port: Number(port) };
}

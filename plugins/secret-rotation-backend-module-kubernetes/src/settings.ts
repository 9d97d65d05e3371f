import {
  MisconfiguredError,
  readAnswerTimeout,
  readSettings,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { ClusterSettings } from './clusters/readClusters';

/** Who brings a value from the store into pods. @internal */
export const KEEPERS = [
  'external-secrets',
  'vault-secrets-operator',
  'csi',
  'keyturn',
  'none',
] as const;

/** Who brings a value from the store into pods. @internal */
export type KeeperName = (typeof KEEPERS)[number];

/** Where consumers of some catalog namespaces may have their workloads. @internal */
export interface Allowance {
  readonly namespaces: readonly string[];
  readonly clusters: readonly string[];
  readonly workloadNamespaces: readonly string[];
}

/** One checked entry of `secretRotation.consumers` of kind `kubernetes`. @internal */
export interface KubernetesConsumerSettings {
  /** Where the entry stands in app-config, for messages. */
  readonly key: string;
  readonly keeper: KeeperName;
  /** How the keeper names a path of the store; holds `{path}`. */
  readonly remoteKey: string;
  /** The Secret that we write, with the keeper `keyturn`. */
  readonly secret?: {
    /** Holds `{name}` or is literal. */
    readonly name: string;
    /** The field of the value that each key holds; without it keys are named as fields. */
    readonly keys?: Readonly<Record<string, string>>;
  };
  readonly allow: readonly Allowance[];
  readonly clusters: ReadonlyMap<string, ClusterSettings>;
  /** Tokens that take the place of those of Backstage's Kubernetes plugin, by cluster. */
  readonly tokens: ReadonlyMap<string, () => string>;
  readonly restart: 'always' | 'when-needed';
  /** How long mounted files may take to follow their Secret. */
  readonly propagationMs: number;
  readonly timeoutMs: number;
}

const names = z.array(z.string().min(1)).min(1);

const entry = z.object({
  keeper: z.enum(KEEPERS),
  remoteKey: z
    .string()
    .refine(text => text.includes('{path}'))
    .default('{path}'),
  secret: z
    .object({
      name: z.string().regex(/^[a-z0-9.{}-]{1,253}$/),
      keys: z.record(z.string(), z.string().min(1)).optional(),
    })
    .optional(),
  allow: z
    .array(
      z.strictObject({
        namespaces: names,
        clusters: names,
        workloadNamespaces: names,
      }),
    )
    .min(1),
  tokens: z.record(z.string(), z.string().min(1)).default({}),
  restart: z.enum(['always', 'when-needed']).default('always'),
  propagationSeconds: z.number().int().min(1).max(3600).default(120),
});

const FIXES: Record<string, string> = {
  keeper: `Say who brings the value into pods: ${KEEPERS.join(', ')}`,
  remoteKey:
    'Write how the keeper names a path, for example secret/data/{path}',
  secret: 'Name the Secret, for example { name: "{name}-db-login" }',
  allow:
    'List where consumers may have workloads: [{ namespaces: [default], clusters: [prod], workloadNamespaces: [payments] }]',
  tokens: 'Write tokens as { <cluster>: ${TOKEN} }',
  restart: 'Write always or when-needed',
  propagationSeconds: 'Write a number of seconds from 1 to 3600',
};

/**
 * Reads and checks one entry of `secretRotation.consumers`.
 * @param clusters - those of Backstage's Kubernetes plugin
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readKubernetesConsumerSettings(
  settings: AdapterSettings,
  clusters: ReadonlyMap<string, ClusterSettings>,
): KubernetesConsumerSettings {
  const key = `secretRotation.consumers.${settings.name}`;
  const { tokens, propagationSeconds, ...rest } = readSettings(
    entry,
    settings.config.get(),
    key,
    FIXES,
  );
  if ((rest.keeper === 'keyturn') !== (rest.secret !== undefined)) {
    throw new MisconfiguredError(
      `${key}.secret belongs to keeper: keyturn, and only to it`,
      FIXES.secret,
    );
  }
  for (const name of new Set(rest.allow.flatMap(each => each.clusters))) {
    if (!clusters.has(name))
      throw new MisconfiguredError(
        `${key}.allow names the cluster "${name}", which kubernetes.clusterLocatorMethods does not have`,
        'Add it there with type: config, authProvider: serviceAccount and an https address',
      );
  }
  return {
    ...rest,
    key,
    clusters,
    tokens: new Map(
      // As functions, so that printing the settings shows no token.
      Object.entries(tokens).map(([name, token]) => [name, () => token]),
    ),
    propagationMs: propagationSeconds * 1000,
    timeoutMs: readAnswerTimeout(settings.config, key),
  };
}

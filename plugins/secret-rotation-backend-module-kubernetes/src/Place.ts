import type {
  ConsumerEntity,
  SecretValue,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ClusterApi } from './clusters/ClusterApi';
import type { UsingWorkload } from './evidence/observeWorkload';
import { findExternalSecrets } from './keepers/externalSecrets';
import type { FindSources, KeptSource } from './keepers/Keeper';
import { heldVersions, type HeldVersions } from './keepers/secretContent';
import { findSecretProviderClasses } from './keepers/secretProviderClasses';
import { findVaultStaticSecrets } from './keepers/vaultSecretsOperator';
import type { KubernetesConsumerSettings } from './settings';
import { findWorkloads, type Workload } from './workloads/findWorkloads';
import { needsRestart, secretUses } from './workloads/secretUses';

const FINDERS: Record<
  'external-secrets' | 'vault-secrets-operator' | 'csi',
  FindSources
> = {
  'external-secrets': findExternalSecrets,
  'vault-secrets-operator': findVaultStaticSecrets,
  csi: findSecretProviderClasses,
};

/** A workload of the consumer, and how it gets the value. @internal */
export interface FoundWorkload {
  readonly workload: Workload;
  /** What brings the value into its pods; empty when they read the store themselves. */
  readonly sources: readonly KeptSource[];
  /** Whether its pods have the path at all. */
  readonly uses: boolean;
  /** Whether its pods must be replaced to read it anew. */
  readonly restarts: boolean;
}

/** One namespace of one cluster in which a consumer may have workloads. @internal */
export class Place {
  readonly api: ClusterApi;
  readonly namespace: string;
  readonly #settings: KubernetesConsumerSettings;

  constructor(
    api: ClusterApi,
    namespace: string,
    settings: KubernetesConsumerSettings,
  ) {
    this.api = api;
    this.namespace = namespace;
    this.#settings = settings;
  }

  /** What brings the path into pods here. */
  async sources(consumer: ConsumerEntity, path: string): Promise<KeptSource[]> {
    const { keeper, remoteKey, secret } = this.#settings;
    if (keeper === 'none') return [];
    if (keeper === 'keyturn') {
      const name = secret?.name.replaceAll('{name}', consumer.name);
      return [{ namespace: this.namespace, secret: name }];
    }
    const key = remoteKey.replaceAll('{path}', path);
    return FINDERS[keeper](this.api, this.namespace, key);
  }

  /** The consumer's workloads here. */
  async workloads(
    consumer: ConsumerEntity,
    path: string,
    labelSelector: string,
  ): Promise<FoundWorkload[]> {
    const [sources, workloads] = await Promise.all([
      this.sources(consumer, path),
      findWorkloads(this.api, this.namespace, labelSelector),
    ]);
    const { keeper, restart } = this.#settings;
    return workloads.map(workload => {
      if (keeper === 'none')
        return { workload, sources: [], uses: true, restarts: true };
      const spec = workload.template?.spec;
      const own = sources.filter(each => usesOf(spec, [each]).size > 0);
      const uses = usesOf(spec, own);
      return {
        workload,
        sources: own,
        uses: own.length > 0,
        restarts: restart === 'always' || needsRestart(uses),
      };
    });
  }

  /** What is known of what a workload reads. */
  async reading(
    found: FoundWorkload,
    candidates: ReadonlyMap<StoreVersionId, SecretValue>,
    now: Date,
  ): Promise<UsingWorkload> {
    const { workload, sources, restarts } = found;
    const names = sources.flatMap(each => each.secret ?? []);
    const all = await Promise.all(
      names.map(async name =>
        heldVersions(
          await this.api.find('get secrets', () =>
            this.api.core.readNamespacedSecret({
              name,
              namespace: this.namespace,
            }),
          ),
          candidates,
        ),
      ),
    );
    const held = all.length === 0 ? undefined : inAllOf(all);
    const since = held?.since;
    return {
      workload,
      held,
      known: new Set(candidates.keys()),
      trouble: sources.find(each => each.trouble)?.trouble,
      followed:
        !restarts &&
        since !== undefined &&
        now.getTime() - since.getTime() >= this.#settings.propagationMs,
    };
  }
}

function usesOf(
  spec: Parameters<typeof secretUses>[0],
  sources: readonly KeptSource[],
) {
  return secretUses(spec, {
    secrets: new Set(sources.flatMap(each => each.secret ?? [])),
    classes: new Set(sources.flatMap(each => each.className ?? [])),
  });
}

/** A pod that reads several Secrets uses a version when all of them hold it, since the last of them did. */
function inAllOf(all: readonly HeldVersions[]): HeldVersions {
  const [first, ...others] = all;
  const times = all.map(each => each.since);
  return {
    versions: first.versions.filter(version =>
      others.every(each => each.versions.includes(version)),
    ),
    since: times.reduce((latest, time) =>
      latest && time && time > latest ? time : latest && time && latest,
    ),
  };
}

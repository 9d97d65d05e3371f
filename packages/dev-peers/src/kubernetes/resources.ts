/** A kind of object that the stand-in serves. @internal */
export interface ResourceKind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
}

const list: Array<[apiVersion: string, plural: string, kind: string]> = [
  ['v1', 'pods', 'Pod'],
  ['v1', 'secrets', 'Secret'],
  ['apps/v1', 'deployments', 'Deployment'],
  ['apps/v1', 'statefulsets', 'StatefulSet'],
  ['apps/v1', 'daemonsets', 'DaemonSet'],
  ['apps/v1', 'replicasets', 'ReplicaSet'],
  ['batch/v1', 'cronjobs', 'CronJob'],
  ['batch/v1', 'jobs', 'Job'],
  ['policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget'],
  ['autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'],
  ['external-secrets.io/v1', 'externalsecrets', 'ExternalSecret'],
  ['secrets.hashicorp.com/v1beta1', 'vaultstaticsecrets', 'VaultStaticSecret'],
  [
    'secrets-store.csi.x-k8s.io/v1',
    'secretproviderclasses',
    'SecretProviderClass',
  ],
  [
    'secrets-store.csi.x-k8s.io/v1',
    'secretproviderclasspodstatuses',
    'SecretProviderClassPodStatus',
  ],
];

/** Every kind that the stand-in serves. @internal */
export const RESOURCES: readonly ResourceKind[] = list.map(
  ([apiVersion, plural, kind]) => {
    const [group, version] = apiVersion.includes('/')
      ? apiVersion.split('/')
      : ['', apiVersion];
    return { group, version, plural, kind };
  },
);

/** The kind of a name. @internal */
export function resourceOf(kind: string): ResourceKind {
  const found = RESOURCES.find(each => each.kind === kind);
  if (!found) throw new Error(`The stand-in does not serve ${kind}`);
  return found;
}

/** How the kind is written in objects. @internal */
export function apiVersionOf({ group, version }: ResourceKind): string {
  return group === '' ? version : `${group}/${version}`;
}

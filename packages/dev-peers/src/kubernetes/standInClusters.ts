import type { ClusterSource, KubernetesCluster } from './KubernetesCluster';
import {
  startKubernetesStandIn,
  type KubernetesStandIn,
} from './startKubernetesStandIn';

/** A namespace of a stand-in of its own. @public */
export interface StandInCluster extends KubernetesCluster {
  readonly api: KubernetesStandIn;
}

/** Each cluster is a stand-in of its own. @public */
export function standInClusters(): ClusterSource {
  return {
    name: 'stand-in',
    open: openStandInCluster,
    stop: async () => {},
  };
}

/** Starts a stand-in whose clock stands until time is let pass. @public */
export async function openStandInCluster(
  namespace: string,
): Promise<StandInCluster> {
  let at = Date.parse('2026-03-01T12:00:00Z');
  const now = () => new Date(at);
  const api = await startKubernetesStandIn({ now });
  return {
    api,
    namespace,
    access: {
      url: api.url,
      serviceAccountToken: api.token,
      skipTLSVerify: true,
    },
    requests: api.requests,
    addToken: async manifest => api.addToken(manifest),
    create: async (kind, object) => {
      api.create(kind, namespace, object);
    },
    change: async (kind, name, change) =>
      api.change(kind, namespace, name, change),
    get: async (kind, name) => api.get(kind, namespace, name),
    list: async kind => api.list(kind, namespace),
    loadedBy: pod => api.loadedBy(pod),
    setPods: manner => api.setPods(manner),
    setSecrets: read => api.setSecrets(read),
    refresh: async () => api.refresh(),
    now,
    elapse: async ms => {
      at += ms;
    },
    forestall: patches => {
      api.trouble.conflicts = patches;
    },
    openWatches: () => api.openWatches,
    cutWatches: () => api.cutWatches(),
    compact: async () => api.compact(),
    stop: () => api.stop(),
  };
}

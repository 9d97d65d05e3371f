import type { ConsumerEntity } from '@keyturn/backstage-plugin-secret-rotation-node';
import { ClusterApi } from './clusters/ClusterApi';
import { Place } from './Place';
import type { KubernetesConsumerSettings } from './settings';
import { scopeOf } from './workloads/scope';

/** Where a consumer's workloads are, and by which labels. @internal */
export interface ConnectedScope {
  readonly places: readonly Place[];
  readonly labelSelector: string;
}

/**
 * Opens the clusters of a consumer for the time of one effect.
 * @throws MisconfiguredError when its annotations lead nowhere
 * @internal
 */
export function connect(
  settings: KubernetesConsumerSettings,
  consumer: ConsumerEntity,
  signal: AbortSignal,
): ConnectedScope {
  const { clusters, tokens, timeoutMs, allow, key } = settings;
  const { places, labelSelector } = scopeOf(consumer, allow, key);
  const apis = new Map<string, ClusterApi>();
  for (const { cluster } of places) {
    const config = clusters.get(cluster)?.connect(tokens.get(cluster)?.());
    if (config && !apis.has(cluster))
      apis.set(cluster, new ClusterApi(cluster, config, { timeoutMs, signal }));
  }
  return {
    labelSelector,
    places: places.flatMap(({ cluster, namespace }) => {
      const api = apis.get(cluster);
      return api ? [new Place(api, namespace, settings)] : [];
    }),
  };
}

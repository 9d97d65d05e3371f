import {
  MisconfiguredError,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Allowance } from '../settings';

/** Where the workloads of a consumer are looked for, and by which labels. @internal */
export interface Scope {
  readonly places: ReadonlyArray<{
    readonly cluster: string;
    readonly namespace: string;
  }>;
  readonly labelSelector: string;
}

const ANNOTATION = 'backstage.io/kubernetes-';

/**
 * Reads the annotations of Backstage's Kubernetes plugin: `kubernetes-id`, or `kubernetes-label-selector` in its
 * place, within `kubernetes-cluster` and `kubernetes-namespace`. They choose within what the operator's entry allows;
 * nothing in a catalog file leads out of that. Pure.
 * @throws MisconfiguredError that names the annotation and the fix
 * @internal
 */
export function scopeOf(
  consumer: ConsumerEntity,
  allow: readonly Allowance[],
  key: string,
): Scope {
  const annotation = (name: string) =>
    consumer.annotations?.[`${ANNOTATION}${name}`];
  const id = annotation('id');
  const labelSelector =
    annotation('label-selector') ??
    (id === undefined ? undefined : `${ANNOTATION}id=${id}`);
  if (!labelSelector) {
    throw new MisconfiguredError(
      `${consumer.entityRef} does not say which workloads are its own`,
      `Annotate it with ${ANNOTATION}id or ${ANNOTATION}label-selector`,
    );
  }
  const cluster = annotation('cluster');
  const namespace = annotation('namespace');
  const allowed = allow
    .filter(each => covers(each.namespaces, consumer.namespace))
    .flatMap(each =>
      each.clusters.flatMap(name =>
        each.workloadNamespaces.map(inside => ({
          cluster: name,
          namespace: inside,
        })),
      ),
    );
  const places = allowed.filter(
    each =>
      (cluster === undefined || each.cluster === cluster) &&
      (namespace === undefined || each.namespace === namespace),
  );
  if (places.length === 0) {
    throw new MisconfiguredError(
      `${key}.allow does not let ${consumer.entityRef} have workloads where its annotations point`,
      `Correct ${ANNOTATION}cluster and ${ANNOTATION}namespace, or ask the platform team to allow the place`,
    );
  }
  const unique = new Map(
    places.map(each => [`${each.cluster}/${each.namespace}`, each]),
  );
  return { places: [...unique.values()], labelSelector };
}

function covers(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted);
}

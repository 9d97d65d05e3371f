import type {
  V1CronJob,
  V1DaemonSet,
  V1Deployment,
  V1ObjectMeta,
  V1PodTemplateSpec,
  V1StatefulSet,
} from '@kubernetes/client-node';
import type { ClusterApi } from '../clusters/ClusterApi';
import {
  rolloutOfDaemonSet,
  rolloutOfDeployment,
  rolloutOfStatefulSet,
  type Rollout,
} from './rollout';

/** A kind of workload that can be restarted, or that starts anew by its schedule. @internal */
export type WorkloadKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'CronJob';

/** A workload as it was read. @internal */
export interface Workload {
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly namespace: string;
  readonly metadata: V1ObjectMeta;
  readonly template: V1PodTemplateSpec | undefined;
  /** Absent for a CronJob: it has no pods that stay. */
  readonly rollout?: Rollout;
  /** Labels of its pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly isSuspended: boolean;
}

/** Finds the workloads of a namespace that carry the labels. @internal */
export async function findWorkloads(
  api: ClusterApi,
  namespace: string,
  labelSelector: string,
): Promise<Workload[]> {
  const where = { namespace, labelSelector };
  const [deployments, statefulSets, daemonSets, cronJobs] = await Promise.all([
    api.listAll('list deployments', page =>
      api.apps.listNamespacedDeployment({ ...where, ...page }),
    ),
    api.listAll('list statefulsets', page =>
      api.apps.listNamespacedStatefulSet({ ...where, ...page }),
    ),
    api.listAll('list daemonsets', page =>
      api.apps.listNamespacedDaemonSet({ ...where, ...page }),
    ),
    api.listAll('list cronjobs', page =>
      api.batch.listNamespacedCronJob({ ...where, ...page }),
    ),
  ]);
  return [
    ...deployments.map(ofDeployment),
    ...statefulSets.map(ofStatefulSet),
    ...daemonSets.map(ofDaemonSet),
    ...cronJobs.map(ofCronJob),
  ];
}

/** Reads one workload again; `undefined` when it is gone. @internal */
export async function readAgain(
  api: ClusterApi,
  { kind, name, namespace }: Workload,
): Promise<Workload | undefined> {
  const one = { name, namespace };
  const found = <T>(read: T | undefined, as: (read: T) => Workload) =>
    read === undefined ? undefined : as(read);
  switch (kind) {
    case 'Deployment':
      return found(
        await api.find('get deployments', () =>
          api.apps.readNamespacedDeployment(one),
        ),
        ofDeployment,
      );
    case 'StatefulSet':
      return found(
        await api.find('get statefulsets', () =>
          api.apps.readNamespacedStatefulSet(one),
        ),
        ofStatefulSet,
      );
    case 'DaemonSet':
      return found(
        await api.find('get daemonsets', () =>
          api.apps.readNamespacedDaemonSet(one),
        ),
        ofDaemonSet,
      );
    default:
      return found(
        await api.find('get cronjobs', () =>
          api.batch.readNamespacedCronJob(one),
        ),
        ofCronJob,
      );
  }
}

function ofDeployment(each: V1Deployment): Workload {
  return {
    ...named('Deployment', each, each.spec),
    rollout: rolloutOfDeployment(each),
  };
}

function ofStatefulSet(each: V1StatefulSet): Workload {
  return {
    ...named('StatefulSet', each, each.spec),
    rollout: rolloutOfStatefulSet(each),
  };
}

function ofDaemonSet(each: V1DaemonSet): Workload {
  return {
    ...named('DaemonSet', each, each.spec),
    rollout: rolloutOfDaemonSet(each),
  };
}

function ofCronJob(each: V1CronJob): Workload {
  return {
    ...named('CronJob', each, each.spec?.jobTemplate.spec),
    isSuspended: each.spec?.suspend === true,
  };
}

function named(
  kind: WorkloadKind,
  object: { metadata?: V1ObjectMeta },
  spec:
    | {
        template?: V1PodTemplateSpec;
        selector?: { matchLabels?: Record<string, string> };
      }
    | undefined,
) {
  const metadata = object.metadata ?? {};
  return {
    kind,
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    metadata,
    template: spec?.template,
    podLabels: spec?.selector?.matchLabels ?? {},
    isSuspended: false,
  };
}

import type { V1Job, V1Pod } from '@kubernetes/client-node';
import {
  instanceId,
  storeVersionId,
  type InstanceObservation,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ClusterApi } from '../clusters/ClusterApi';
import type { KeptSource } from '../keepers/Keeper';
import type { HeldVersions } from '../keepers/secretContent';
import type { Workload } from '../workloads/findWorkloads';
import { isLive, podHealth } from './podHealth';
import { podStart } from './podStart';
import { versionInUse, type Start } from './versionInUse';

/** A workload that uses the secret, and what is known of what it reads. @internal */
export interface UsingWorkload {
  readonly workload: Workload;
  /** What its Secret holds; absent where pods read the secrets manager. */
  readonly held?: HeldVersions;
  readonly trouble?: KeptSource['trouble'];
  /** Its files have followed the Secret by now. */
  readonly followed: boolean;
  /** The versions that an annotation may name. Whatever else stands there is not shown: anybody can write it. */
  readonly known: ReadonlySet<string>;
}

/** Looks at every pod of a workload, and at those that should be there and are not. @internal */
export async function observeWorkload(
  api: ClusterApi,
  using: UsingWorkload,
  annotation: string,
): Promise<InstanceObservation[]> {
  const { workload } = using;
  if (workload.kind === 'CronJob')
    return observeCronJob(api, using, annotation);
  const pods = (await podsOf(api, workload.namespace, workload.podLabels))
    .filter(pod => isLive(pod) && belongs(pod, workload))
    .map(pod => ofPod(api, pod, using, annotation));
  const staying = pods.filter(each => !each.isGoing).length;
  const missing = Math.max(0, (workload.rollout?.desired ?? 0) - staying);
  return [
    ...pods.map(({ observation }) => observation),
    ...Array.from({ length: missing }, (_, index) => ({
      id: idOf(api, workload, `${workload.name} missing ${index + 1}`),
      health: 'unknown' as const,
      strength: 'none' as const,
      finding: 'unreachable' as const,
    })),
  ];
}

/** Jobs that run are instances; the schedule itself is one that has loaded what its latest start loaded. */
async function observeCronJob(
  api: ClusterApi,
  using: UsingWorkload,
  annotation: string,
): Promise<InstanceObservation[]> {
  const { workload } = using;
  const { namespace, name, metadata } = workload;
  const jobs = (
    await api.listAll('list jobs', page =>
      api.batch.listNamespacedJob({ namespace, ...page }),
    )
  ).filter(job =>
    job.metadata?.ownerReferences?.some(owner => owner.uid === metadata.uid),
  );
  const active = await Promise.all(
    jobs
      .filter(job => (job.status?.active ?? 0) > 0)
      .map(job =>
        podsOf(api, namespace, { 'job-name': job.metadata?.name ?? '' }),
      ),
  );
  const running = active
    .flat()
    .filter(isLive)
    .map(pod => ofPod(api, pod, using, annotation).observation);
  // Nothing starts while it is suspended, and when it goes on it reads anew.
  if (workload.isSuspended) return running;
  const latest = jobs
    .filter(job => job.status?.startTime !== undefined)
    .sort((one, other) => startOf(one) - startOf(other))
    .at(-1);
  const evidence = versionInUse(
    {
      createdAt: latest?.metadata?.creationTimestamp,
      annotated: annotatedWith(
        latest?.spec?.template.metadata?.annotations?.[annotation],
        using.known,
      ),
    },
    using.held,
  );
  return [
    ...running,
    {
      id: idOf(api, workload, `${name} next start`),
      health: 'healthy',
      startedAt: latest?.status?.startTime,
      ...evidence,
      finding: evidence.finding && (using.trouble ?? evidence.finding),
    },
  ];
}

function ofPod(
  api: ClusterApi,
  pod: V1Pod,
  { workload, held, trouble, followed, known }: UsingWorkload,
  annotation: string,
): { observation: InstanceObservation; isGoing: boolean } {
  const { metadata } = pod;
  const start: Start = {
    createdAt: metadata?.creationTimestamp,
    annotated: annotatedWith(metadata?.annotations?.[annotation], known),
    followed,
  };
  const evidence = versionInUse(start, held);
  const { health, finding } = podHealth(pod);
  return {
    isGoing: metadata?.deletionTimestamp !== undefined,
    observation: {
      id: idOf(api, workload, metadata?.name ?? ''),
      health,
      startedAt: podStart(pod),
      revision:
        metadata?.labels?.['pod-template-hash'] ??
        metadata?.labels?.['controller-revision-hash'],
      ...evidence,
      // A pod that does not run has loaded nothing, whatever it was given.
      ...(finding === 'unreachable' && { strength: 'none' as const }),
      finding: finding ?? (evidence.finding && (trouble ?? evidence.finding)),
    },
  };
}

async function podsOf(
  api: ClusterApi,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): Promise<V1Pod[]> {
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  return api.listAll('list pods', page =>
    api.core.listNamespacedPod({ namespace, labelSelector, ...page }),
  );
}

/** Selectors can overlap, owners cannot. A Deployment's ReplicaSets are named after it and the template's hash. */
function belongs({ metadata }: V1Pod, workload: Workload): boolean {
  const hash = metadata?.labels?.['pod-template-hash'];
  return (metadata?.ownerReferences ?? []).some(owner =>
    workload.kind === 'Deployment'
      ? owner.kind === 'ReplicaSet' && owner.name === `${workload.name}-${hash}`
      : owner.uid === workload.metadata.uid,
  );
}

function idOf(api: ClusterApi, { namespace }: Workload, name: string) {
  return instanceId(`${api.name}/${namespace}/${name}`);
}

function annotatedWith(
  version: string | undefined,
  known: ReadonlySet<string>,
) {
  return version !== undefined && known.has(version)
    ? storeVersionId(version)
    : undefined;
}

function startOf(job: V1Job): number {
  return job.status?.startTime?.getTime() ?? 0;
}

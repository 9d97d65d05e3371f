import type {
  V1DaemonSet,
  V1Deployment,
  V1StatefulSet,
} from '@kubernetes/client-node';

/**
 * How far a workload is towards its template. `by-hand`: its pods are replaced by people alone (`OnDelete`).
 * `failed`: its own deadline for progress is over.
 * @internal
 */
export type RolloutState =
  | 'complete'
  | 'under-way'
  | 'paused'
  | 'failed'
  | 'by-hand';

/** How far, and how many pods there are to be. @internal */
export interface Rollout {
  readonly state: RolloutState;
  readonly desired: number;
}

/** Reads a Deployment's status. Pure. @internal */
export function rolloutOfDeployment(deployment: V1Deployment): Rollout {
  const { spec, status, metadata } = deployment;
  const desired = spec?.replicas ?? 1;
  if (spec?.paused) return { state: 'paused', desired };
  const progress = status?.conditions?.find(
    each => each.type === 'Progressing',
  );
  const isSeen = hasSeen(metadata?.generation, status?.observedGeneration);
  // The condition is of the template before until the controller has seen the new one.
  if (isSeen && progress?.reason === 'ProgressDeadlineExceeded')
    return { state: 'failed', desired };
  const updated = status?.updatedReplicas ?? 0;
  const isComplete =
    isSeen &&
    updated >= desired &&
    (status?.replicas ?? 0) <= updated &&
    // A pod that fell ill after its rollout does not begin a new one.
    ((status?.availableReplicas ?? 0) >= desired ||
      progress?.reason === 'NewReplicaSetAvailable');
  return { state: isComplete ? 'complete' : 'under-way', desired };
}

/** Reads a StatefulSet's status. Pure. @internal */
export function rolloutOfStatefulSet(set: V1StatefulSet): Rollout {
  const { spec, status, metadata } = set;
  const desired = spec?.replicas ?? 1;
  if (spec?.updateStrategy?.type === 'OnDelete')
    return { state: 'by-hand', desired };
  const partition = spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  const isComplete =
    hasSeen(metadata?.generation, status?.observedGeneration) &&
    (status?.currentRevision === status?.updateRevision ||
      (status?.updatedReplicas ?? 0) >= desired - partition);
  return { state: isComplete ? 'complete' : 'under-way', desired };
}

/** Reads a DaemonSet's status. Pure. @internal */
export function rolloutOfDaemonSet(set: V1DaemonSet): Rollout {
  const { spec, status, metadata } = set;
  const desired = status?.desiredNumberScheduled ?? 0;
  if (spec?.updateStrategy?.type === 'OnDelete')
    return { state: 'by-hand', desired };
  const isComplete =
    hasSeen(metadata?.generation, status?.observedGeneration) &&
    (status?.updatedNumberScheduled ?? 0) >= desired;
  return { state: isComplete ? 'complete' : 'under-way', desired };
}

function hasSeen(
  generation: number | undefined,
  observed: number | undefined,
): boolean {
  return (observed ?? 0) >= (generation ?? 0);
}

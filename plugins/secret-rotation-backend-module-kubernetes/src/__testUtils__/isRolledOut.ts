import type { StandInObject } from '@keyturn/dev-peers';

interface Status {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  desiredNumberScheduled?: number;
  updatedNumberScheduled?: number;
  numberReady?: number;
}

/** Whether all pods of a workload are of its template and ready, by the words of Kubernetes' own status. */
export function isRolledOut(workload: StandInObject | undefined): boolean {
  if (!workload) return false;
  const status = (workload.status ?? {}) as Status;
  const { replicas } = workload.spec as { replicas?: number };
  const desired = replicas ?? status.desiredNumberScheduled ?? 0;
  const counts =
    replicas === undefined
      ? [status.updatedNumberScheduled, status.numberReady]
      : [status.replicas, status.updatedReplicas, status.readyReplicas];
  return (
    desired > 0 &&
    (status.observedGeneration ?? 0) >= workload.metadata.generation &&
    counts.every(count => count === desired)
  );
}

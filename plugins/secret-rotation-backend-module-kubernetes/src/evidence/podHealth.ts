import type { V1Pod } from '@kubernetes/client-node';
import type { InstanceObservation } from '@keyturn/backstage-plugin-secret-rotation-node';

/** How well a pod is, and why it is not. @internal */
export type PodHealth = Pick<InstanceObservation, 'health' | 'finding'>;

/** Whether a pod runs or is to run. One that has ended uses nothing any more. Pure. @internal */
export function isLive({ status }: V1Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** Reads a pod's health from its status. A pod that starts is not ill yet. Pure. @internal */
export function podHealth({ metadata, status }: V1Pod): PodHealth {
  // A pod that goes is not ready because it goes.
  if (metadata?.deletionTimestamp) return { health: 'healthy' };
  const waiting = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ].map(each => each.state?.waiting?.reason);
  if (waiting.includes('CrashLoopBackOff'))
    return { health: 'ill', finding: 'crash-loop' };
  // A key of the Secret that the pod asks for is not there.
  if (waiting.includes('CreateContainerConfigError'))
    return { health: 'ill', finding: 'wrong-path' };
  const ready = status?.conditions?.find(each => each.type === 'Ready')?.status;
  if (ready === 'True') return { health: 'healthy' };
  if (ready === 'Unknown') return { health: 'unknown', finding: 'unreachable' };
  return { health: status?.phase === 'Running' ? 'ill' : 'unknown' };
}

import type { PodObject } from './shapes';

/** How a pod fares. `lost`: its node does not report any more. @public */
export type PodManner =
  | 'ready'
  | 'starting'
  | 'unready'
  | 'crashes'
  | 'config-error'
  | 'lost';

/** The status that a kubelet reports of a pod. Pure. @internal */
export function podStatus(
  manner: PodManner,
  pod: PodObject,
): Record<string, unknown> {
  const startTime = pod.metadata.creationTimestamp;
  const running = { running: { startedAt: startTime } };
  const waiting = (reason: string) => ({ waiting: { reason } });
  const facts = {
    ready: ['Running', 'True', running, 0],
    starting: ['Pending', 'False', waiting('ContainerCreating'), 0],
    unready: ['Running', 'False', running, 0],
    crashes: ['Running', 'False', waiting('CrashLoopBackOff'), 5],
    'config-error': [
      'Pending',
      'False',
      waiting('CreateContainerConfigError'),
      0,
    ],
    lost: ['Running', 'Unknown', running, 0],
  } as const;
  const [phase, ready, state, restartCount] = facts[manner];
  return {
    phase,
    startTime,
    conditions: [{ type: 'Ready', status: ready }],
    containerStatuses: [
      { name: 'main', ready: ready === 'True', restartCount, state },
    ],
  };
}

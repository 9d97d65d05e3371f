import { templateHash, type Pods } from './Pods';
import type { WorkloadObject } from './shapes';
import type { StandInState } from './StandInState';

const HASH = 'controller-revision-hash';

/** One step of a StatefulSet towards its template: from the highest ordinal down, one pod at a time. @internal */
export function rollStatefulSet(
  state: StandInState,
  pods: Pods,
  set: WorkloadObject,
): void {
  const names = Array.from(
    { length: set.spec.replicas ?? 1 },
    (_, ordinal) => `${set.metadata.name}-${ordinal}`,
  );
  const { present, updated, revision } = rollNamed(state, pods, set, names);
  const ready = present.filter(pod => pods.isReady(pod)).length;
  const isComplete = updated.length === names.length && ready === names.length;
  state.update(set, copy => {
    copy.status = {
      observedGeneration: copy.metadata.generation,
      replicas: present.length,
      readyReplicas: ready,
      availableReplicas: ready,
      updatedReplicas: updated.length,
      updateRevision: revision,
      currentRevision: isComplete
        ? revision
        : copy.status?.currentRevision ?? revision,
    };
  });
}

/** One step of a DaemonSet towards its template: one pod for each node, one at a time. @internal */
export function rollDaemonSet(
  state: StandInState,
  pods: Pods,
  set: WorkloadObject,
): void {
  const names = ['node-1', 'node-2'].map(
    node => `${set.metadata.name}-${node}`,
  );
  const { present, updated } = rollNamed(state, pods, set, names);
  const ready = present.filter(pod => pods.isReady(pod)).length;
  state.update(set, copy => {
    copy.status = {
      observedGeneration: copy.metadata.generation,
      desiredNumberScheduled: names.length,
      currentNumberScheduled: present.length,
      updatedNumberScheduled: updated.length,
      numberReady: ready,
      numberAvailable: ready,
      numberUnavailable: names.length - ready,
    };
  });
}

function rollNamed(
  state: StandInState,
  pods: Pods,
  set: WorkloadObject,
  names: readonly string[],
) {
  const { template, updateStrategy } = set.spec;
  const revision = `${set.metadata.name}-${templateHash(template)}`;
  const isUpdated = (pod: { metadata: { labels?: Record<string, string> } }) =>
    pod.metadata.labels?.[HASH] === revision;
  const before = pods.of(set);
  const missing = names.find(
    name => !before.some(pod => pod.metadata.name === name),
  );
  if (missing !== undefined) {
    pods.start(set, template, { name: missing, labels: { [HASH]: revision } });
  } else if (updateStrategy?.type !== 'OnDelete') {
    const isSteady = before.filter(isUpdated).every(pod => pods.isReady(pod));
    const next = [...before].reverse().find(pod => !isUpdated(pod));
    if (next && isSteady) state.remove(next);
  }
  const present = pods.of(set);
  return { present, updated: present.filter(isUpdated), revision };
}

import { referenceTo, templateHash, type Pods } from './Pods';
import type { WorkloadObject } from './shapes';
import type { StandInState } from './StandInState';

const REVISION = 'deployment.kubernetes.io/revision';

/**
 * One step of a Deployment towards its template, as the controller does it with maxSurge 1 and maxUnavailable 0: one
 * ReplicaSet for each template, a new pod first, an old one away when it is ready.
 * @internal
 */
export function rollDeployment(
  state: StandInState,
  pods: Pods,
  deployment: WorkloadObject,
): void {
  const { spec, metadata } = deployment;
  const replicas = spec.replicas ?? 1;
  const sets = state
    .list<WorkloadObject>('ReplicaSet', metadata.namespace)
    .filter(each =>
      each.metadata.ownerReferences?.some(owner => owner.uid === metadata.uid),
    );
  const hash = templateHash(spec.template);
  const name = `${metadata.name}-${hash}`;
  let current = sets.find(each => each.metadata.name === name);
  if (!current && (!spec.paused || sets.length === 0)) {
    current = createReplicaSet(state, deployment, hash, sets.length + 1);
  }
  if (current && !spec.paused) {
    const count = sets.length + (sets.includes(current) ? 0 : 1);
    renumber(state, current, sets, count);
  }
  const labels = { 'pod-template-hash': hash };
  const fresh = current ? pods.of(current) : [];
  const old = sets
    .filter(each => each.metadata.name !== name)
    .flatMap(each => pods.of(each));
  const ready = [...fresh, ...old].filter(pod => pods.isReady(pod)).length;
  if (current && !spec.paused) {
    if (fresh.length < replicas && fresh.length + old.length <= replicas)
      fresh.push(pods.start(current, spec.template, { labels }));
    else if (old.length > 0 && ready > replicas) state.remove(old[0]);
    else if (old.length === 0 && fresh.length > replicas)
      state.remove(fresh[fresh.length - 1]);
  }
  report(state, pods, deployment, fresh, old);
}

function createReplicaSet(
  state: StandInState,
  deployment: WorkloadObject,
  hash: string,
  revision: number,
): WorkloadObject {
  const { template, selector } = deployment.spec;
  const labels = { ...template.metadata?.labels, 'pod-template-hash': hash };
  const { namespace, name } = deployment.metadata;
  return state.create<WorkloadObject>('ReplicaSet', namespace, {
    metadata: {
      name: `${name}-${hash}`,
      labels,
      annotations: { [REVISION]: `${revision}` },
      ownerReferences: [referenceTo(deployment)],
    },
    spec: { selector, template },
  });
}

/** The ReplicaSet of the template has the highest revision, also when an earlier template came back. */
function renumber(
  state: StandInState,
  current: WorkloadObject,
  sets: readonly WorkloadObject[],
  count: number,
): void {
  const revisionOf = (set: WorkloadObject) =>
    Number(set.metadata.annotations?.[REVISION] ?? 0);
  const highest = Math.max(count, ...sets.map(revisionOf));
  const others = sets.filter(set => set !== current).map(revisionOf);
  if (others.some(revision => revision >= revisionOf(current)))
    state.update(current, copy => {
      const revision = `${highest + 1}`;
      copy.metadata.annotations = {
        ...copy.metadata.annotations,
        [REVISION]: revision,
      };
    });
}

function report(
  state: StandInState,
  pods: Pods,
  deployment: WorkloadObject,
  fresh: ReturnType<Pods['of']>,
  old: ReturnType<Pods['of']>,
): void {
  const ready = [...fresh, ...old].filter(pod => pods.isReady(pod)).length;
  const { spec } = deployment;
  const updatedReady = fresh.filter(pod => pods.isReady(pod)).length;
  const isComplete = old.length === 0 && updatedReady >= (spec.replicas ?? 1);
  state.update(deployment, copy => {
    const before = copy.status ?? {};
    const progress = `${copy.metadata.generation}/${fresh.length}/${updatedReady}/${old.length}`;
    const since =
      before.standInProgress === progress
        ? Number(before.standInSince)
        : state.now().getTime();
    const isLate =
      !isComplete &&
      !spec.paused &&
      state.now().getTime() - since >=
        (spec.progressDeadlineSeconds ?? 600) * 1000;
    copy.status = {
      // What the real controller keeps in its condition's times, to the millisecond.
      standInProgress: progress,
      standInSince: since,
      observedGeneration: copy.metadata.generation,
      replicas: fresh.length + old.length,
      updatedReplicas: fresh.length,
      readyReplicas: ready,
      availableReplicas: ready,
      unavailableReplicas: Math.max(0, (spec.replicas ?? 1) - ready),
      conditions: [
        isLate
          ? {
              type: 'Progressing',
              status: 'False',
              reason: 'ProgressDeadlineExceeded',
            }
          : {
              type: 'Progressing',
              status: spec.paused ? 'Unknown' : 'True',
              reason: reasonOf(isComplete, spec.paused),
            },
      ],
    };
  });
}

function reasonOf(isComplete: boolean, isPaused: boolean | undefined): string {
  if (isPaused) return 'DeploymentPaused';
  return isComplete ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated';
}

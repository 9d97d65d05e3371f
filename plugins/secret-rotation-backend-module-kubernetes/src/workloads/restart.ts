import { setTimeout as delay } from 'node:timers/promises';
import { ApiProblem } from '../clusters/ApiProblem';
import { FIELD_MANAGER, type ClusterApi } from '../clusters/ClusterApi';
import { readAgain, type Workload } from './findWorkloads';

/** The generation that a restart of ours makes: while it stands, the rollout that is under way is ours. */
const RESTARTED = 'keyturn.dev/restarted-generation';

const MAX_TRIES = 8;

/** What came of telling a workload: `held` is one that somebody else is at work on. @internal */
export type Told = 'told' | 'held';

/**
 * Makes a workload's controller replace its pods, by an annotation of the pod template that carries the version. The
 * same version is never annotated twice, so it restarts once, however often this is called. A paused workload and a
 * rollout of somebody else are left alone. Written by compare-and-set on what was looked at.
 * @throws ApiProblem
 * @internal
 */
export async function restart(
  api: ClusterApi,
  found: Workload,
  annotation: { key: string; version: string },
): Promise<Told> {
  let workload: Workload | undefined = found;
  for (let tries = 1; workload; tries += 1) {
    if (isTold(workload, annotation)) return 'told';
    if (isHeld(workload)) return 'held';
    try {
      await annotate(api, workload, annotation);
      return 'told';
    } catch (error) {
      const isConflict =
        error instanceof ApiProblem && error.kind === 'conflict';
      if (!isConflict || tries === MAX_TRIES) throw error;
    }
    // Controllers write status all the time while they work: a little room, then look again.
    await delay(Math.min(20 * 2 ** tries, 500));
    workload = await readAgain(api, workload);
  }
  // Gone since it was found: it runs nothing any more.
  return 'told';
}

/** Whether the template carries the version already. Pure. @internal */
function isTold(
  { template }: Workload,
  { key, version }: { key: string; version: string },
): boolean {
  return template?.metadata?.annotations?.[key] === version;
}

/** Whether somebody else is at work on it. Pure. @internal */
function isHeld({ rollout, metadata }: Workload): boolean {
  if (rollout?.state === 'paused') return true;
  const isOurs =
    metadata.annotations?.[RESTARTED] === String(metadata.generation);
  return rollout?.state === 'under-way' && !isOurs;
}

async function annotate(
  api: ClusterApi,
  { kind, name, namespace, metadata }: Workload,
  { key, version }: { key: string; version: string },
): Promise<void> {
  const { resourceVersion, generation = 0 } = metadata;
  const template = { metadata: { annotations: { [key]: version } } };
  const annotations = { [RESTARTED]: String(generation + 1) };
  const request = {
    name,
    namespace,
    fieldManager: FIELD_MANAGER,
    body: {
      metadata: { resourceVersion, annotations },
      spec:
        kind === 'CronJob'
          ? { jobTemplate: { spec: { template } } }
          : { template },
    },
  };
  switch (kind) {
    case 'Deployment':
      await api.ask('patch deployments', () =>
        api.apps.patchNamespacedDeployment(request),
      );
      return;
    case 'StatefulSet':
      await api.ask('patch statefulsets', () =>
        api.apps.patchNamespacedStatefulSet(request),
      );
      return;
    case 'DaemonSet':
      await api.ask('patch daemonsets', () =>
        api.apps.patchNamespacedDaemonSet(request),
      );
      return;
    default:
      await api.ask('patch cronjobs', () =>
        api.batch.patchNamespacedCronJob(request),
      );
  }
}

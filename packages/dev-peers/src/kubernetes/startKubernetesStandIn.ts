import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { Pods, referenceTo } from './Pods';
import type { PodManner } from './podStatus';
import { Rbac } from './rbac';
import { rollDeployment } from './rollDeployment';
import { rollDaemonSet, rollStatefulSet } from './rollSets';
import type { ReadPath } from './externalSecret';
import { SecretsOperators } from './SecretsOperators';
import { serveApi, type ApiRequest, type ApiTrouble } from './serveApi';
import type {
  NewObject,
  PodObject,
  StandInObject,
  Template,
  WorkloadObject,
} from './shapes';
import { StandInState } from './StandInState';

/** A cluster that stands in for Kubernetes: API server, controllers, the hands of kubelets and of secrets operators. @public */
export interface KubernetesStandIn {
  readonly url: string;
  /** A token that may do everything. */
  readonly token: string;
  readonly trouble: ApiTrouble;
  /** Each request that the API server got. */
  readonly requests: readonly ApiRequest[];
  /** Another token, which may do what the Roles of a manifest say. */
  addToken(manifest: string): string;
  create(kind: string, namespace: string, object: NewObject): StandInObject;
  /** Changes an object as somebody else with `kubectl` does. */
  change(
    kind: string,
    namespace: string,
    name: string,
    change: (copy: StandInObject) => void,
  ): void;
  get(kind: string, namespace: string, name: string): StandInObject | undefined;
  list(kind: string, namespace?: string): StandInObject[];
  remove(kind: string, namespace: string, name: string): void;
  /** The data of the Secrets that a pod found when it started. */
  loadedBy(pod: StandInObject): Record<string, unknown>;
  /** Sets how pods fare. */
  setPods(manner: (pod: PodObject) => PodManner): void;
  /** Sets what the secrets manager holds that External Secrets and Vault Secrets Operator read. */
  setSecrets(read: ReadPath): void;
  /** Vault Secrets Operator's interval comes round. */
  refresh(): void;
  /** The schedule of a CronJob comes round. */
  startJob(namespace: string, cronJob: string): void;
  /** Lets the controllers work until nothing changes any more. */
  settle(): Promise<void>;
  readonly openWatches: number;
  cutWatches(): void;
  /** Forgets the history that watches could go on from. */
  compact(): void;
  stop(): Promise<void>;
}

/**
 * Starts a stand-in for a Kubernetes cluster on loopback. It is no Kubernetes: it holds a few kinds, its rollouts have
 * one fixed strategy, and nothing runs in its pods.
 * @public
 */
export async function startKubernetesStandIn(
  options: { now?: () => Date; port?: number } = {},
): Promise<KubernetesStandIn> {
  const state = new StandInState(options.now ?? (() => new Date()));
  const rbac = new Rbac();
  const pods = new Pods(state);
  const operators = new SecretsOperators(state);
  const token = randomBytes(16).toString('hex');
  rbac.allowAll(token);

  function reconcile() {
    operators.syncExternalSecrets();
    for (const pod of state.list<PodObject>('Pod')) pods.look(pod);
    for (const each of state.list<WorkloadObject>('Deployment'))
      rollDeployment(state, pods, each);
    for (const each of state.list<WorkloadObject>('StatefulSet'))
      rollStatefulSet(state, pods, each);
    for (const each of state.list<WorkloadObject>('DaemonSet'))
      rollDaemonSet(state, pods, each);
  }
  const beat = setInterval(reconcile, 50);
  const api = await serveApi(state, rbac, options.port ?? 0);

  return {
    url: api.url,
    token,
    trouble: api.trouble,
    requests: api.requests,
    addToken: manifest => {
      const limited = randomBytes(16).toString('hex');
      rbac.allow(limited, manifest);
      return limited;
    },
    create: (kind, namespace, object) => state.create(kind, namespace, object),
    change: (kind, namespace, name, change) => {
      const stored = state.get(kind, namespace, name);
      if (!stored) throw new Error(`There is no ${kind} ${namespace}/${name}`);
      state.update(stored, change, 'kubectl');
    },
    get: (kind, namespace, name) => state.get(kind, namespace, name),
    list: (kind, namespace) => state.list(kind, namespace),
    remove: (kind, namespace, name) => {
      const stored = state.get(kind, namespace, name);
      if (stored) state.remove(stored);
    },
    loadedBy: pod => pods.loaded.get(pod.metadata.uid) ?? {},
    setPods: manner => {
      pods.manner = manner;
    },
    setSecrets: read => {
      operators.read = read;
    },
    refresh: () => operators.refreshVaultStaticSecrets(),
    startJob: (namespace, name) => startJob(state, pods, namespace, name),
    settle: async () => {
      let before: number;
      do {
        before = state.version;
        reconcile();
        await turn();
      } while (state.version !== before);
    },
    get openWatches() {
      return api.openWatches;
    },
    cutWatches: () => api.cutWatches(),
    compact: () => state.compact(),
    stop: async () => {
      clearInterval(beat);
      await api.stop();
    },
  };
}

function startJob(
  state: StandInState,
  pods: Pods,
  namespace: string,
  name: string,
): void {
  const cronJob = state.get<
    StandInObject & {
      spec: { jobTemplate: { spec: { template: Template } } };
    }
  >('CronJob', namespace, name);
  if (!cronJob) throw new Error(`There is no CronJob ${namespace}/${name}`);
  const { spec } = cronJob.spec.jobTemplate;
  const job = state.create(
    'Job',
    namespace,
    {
      metadata: {
        name: `${name}-${randomBytes(3).toString('hex')}`,
        ownerReferences: [referenceTo(cronJob)],
      },
      spec,
      status: { startTime: state.time(), active: 1 },
    },
    'kube-controller-manager',
  );
  pods.start(job, spec.template, {
    labels: { 'job-name': job.metadata.name },
  });
}

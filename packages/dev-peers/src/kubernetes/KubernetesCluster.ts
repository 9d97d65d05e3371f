import type { ReadPath } from './externalSecret';
import type { PodManner } from './podStatus';
import type { ApiRequest } from './serveApi';
import type { NewObject, PodObject, StandInObject } from './shapes';

/** How `kubernetes.clusterLocatorMethods` of app-config reaches a cluster. @public */
export interface ClusterAccess {
  readonly url: string;
  /** A token that may do everything. */
  readonly serviceAccountToken: string;
  readonly skipTLSVerify?: boolean;
  /** The certificate authority in base64. */
  readonly caData?: string;
}

/**
 * One namespace of a cluster, with the hands of kubelets and of secrets operators: what a test does with a real API
 * server and with the stand-in alike.
 * @public
 */
export interface KubernetesCluster {
  readonly namespace: string;
  readonly access: ClusterAccess;
  /** Each request that came by {@link ClusterAccess.url}. */
  readonly requests: readonly ApiRequest[];
  /** Another token, which may do what the Roles of a manifest say. */
  addToken(manifest: string): Promise<string>;
  create(kind: string, object: NewObject): Promise<void>;
  /** Changes an object as somebody else with `kubectl` does. */
  change(
    kind: string,
    name: string,
    change: (copy: StandInObject) => void,
  ): Promise<void>;
  get(kind: string, name: string): Promise<StandInObject | undefined>;
  list(kind: string): Promise<StandInObject[]>;
  /** The data of the Secrets that a pod found when it started. */
  loadedBy(pod: StandInObject): Record<string, unknown>;
  /** Sets how pods fare. */
  setPods(manner: (pod: PodObject) => PodManner): void;
  /** Sets what the secrets manager holds that External Secrets and Vault Secrets Operator read. */
  setSecrets(read: ReadPath): void;
  /** Vault Secrets Operator's interval comes round. */
  refresh(): Promise<void>;
  /** What the clock says. */
  now(): Date;
  /** Time passes: objects that are made now are of a later second. */
  elapse(ms: number): Promise<void>;
  /** Has another writer be a moment earlier with the next patches. */
  forestall(patches: number): void;
  /** How many watches stand open. */
  openWatches(): number;
  /** Cuts the line of every watch. */
  cutWatches(): void;
  /** Forgets the history that watches could go on from. */
  compact(): Promise<void>;
  stop(): Promise<void>;
}

/** Where clusters come from. @public */
export interface ClusterSource {
  readonly name: string;
  /** Opens a namespace that nobody has used before. */
  open(namespace: string): Promise<KubernetesCluster>;
  /** Ends what all of its clusters share. */
  stop(): Promise<void>;
}

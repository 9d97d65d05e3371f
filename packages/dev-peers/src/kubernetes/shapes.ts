/** The parts of Kubernetes' objects that the stand-in acts on; everything else is kept as it came. */

/** The metadata of every object. @public */
export interface StandInMetadata {
  name: string;
  namespace: string;
  uid: string;
  resourceVersion: string;
  generation: number;
  creationTimestamp: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: Array<{
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    controller?: boolean;
  }>;
  managedFields?: Array<{
    manager: string;
    operation: string;
    apiVersion: string;
    time: string;
    fieldsType: string;
    fieldsV1: Record<string, unknown>;
  }>;
  deletionTimestamp?: string;
}

/** Any object. @public */
export interface StandInObject {
  apiVersion: string;
  kind: string;
  metadata: StandInMetadata;
  [field: string]: unknown;
}

/** What a client gives to make an object. @public */
export type NewObject = Record<string, unknown> & {
  metadata: Partial<StandInMetadata> & { name: string };
};

/** A pod template. */
export interface Template {
  metadata?: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: Record<string, unknown>;
}

/** A Deployment, StatefulSet, DaemonSet or ReplicaSet. */
export interface WorkloadObject extends StandInObject {
  spec: {
    replicas?: number;
    paused?: boolean;
    progressDeadlineSeconds?: number;
    updateStrategy?: { type?: string };
    selector: { matchLabels: Record<string, string> };
    template: Template;
  };
  status?: Record<string, unknown>;
}

/** A pod. */
export interface PodObject extends StandInObject {
  spec: Record<string, unknown>;
  status: Record<string, unknown>;
}

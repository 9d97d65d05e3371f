import { createHash, randomBytes } from 'node:crypto';
import type {
  PodObject,
  StandInObject,
  Template,
  WorkloadObject,
} from './shapes';
import { podStatus, type PodManner } from './podStatus';
import type { StandInState } from './StandInState';

/** The hand that stands in for scheduler and kubelets: it starts pods and says how they fare. @internal */
export class Pods {
  /** How a pod fares from its next look on. */
  manner: (pod: PodObject) => PodManner = () => 'ready';
  /** The data of the Secrets that each pod found when it started, by the pod's uid. */
  readonly loaded = new Map<string, Record<string, unknown>>();
  readonly #state: StandInState;

  constructor(state: StandInState) {
    this.#state = state;
  }

  of(owner: StandInObject): PodObject[] {
    return this.#state
      .list<PodObject>('Pod', owner.metadata.namespace)
      .filter(pod =>
        pod.metadata.ownerReferences?.some(
          reference => reference.uid === owner.metadata.uid,
        ),
      );
  }

  start(
    owner: StandInObject,
    template: Template,
    given: { name?: string; labels?: Record<string, string> } = {},
  ): PodObject {
    const { namespace, name } = owner.metadata;
    const pod = this.#state.create<PodObject>(
      'Pod',
      namespace,
      {
        metadata: {
          name: given.name ?? `${name}-${randomBytes(3).toString('hex')}`,
          labels: { ...template.metadata?.labels, ...given.labels },
          annotations: { ...template.metadata?.annotations },
          ownerReferences: [referenceTo(owner)],
        },
        spec: template.spec,
        status: { phase: 'Pending' },
      },
      'kube-controller-manager',
    );
    this.loaded.set(
      pod.metadata.uid,
      Object.fromEntries(
        this.#state
          .list('Secret', namespace)
          .map(secret => [secret.metadata.name, secret.data]),
      ),
    );
    return this.look(pod);
  }

  /** Brings a pod's status up to how it fares. */
  look(pod: PodObject): PodObject {
    const status = podStatus(this.manner(pod), pod);
    return this.#state.update(pod, copy => {
      copy.status = status;
    });
  }

  isReady(pod: PodObject): boolean {
    return this.manner(pod) === 'ready';
  }
}

/** The name of a template's content. @internal */
export function templateHash(template: Template): string {
  return createHash('sha256')
    .update(JSON.stringify(template))
    .digest('hex')
    .slice(0, 10);
}

/** Says who owns an object. @internal */
export function referenceTo(owner: StandInObject | WorkloadObject) {
  const { apiVersion, kind, metadata } = owner;
  const { name, uid } = metadata;
  return { apiVersion, kind, name, uid, controller: true };
}

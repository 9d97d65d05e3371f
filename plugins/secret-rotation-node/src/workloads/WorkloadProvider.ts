import type {
  ConsumerEntity,
  InstanceObservation,
} from '../contracts/ConsumerAdapter';
import type { StoreVersionId } from '../contracts/SecretStore';
import type { WorkloadProblem } from './WorkloadProblem';

/** What a workload is told to use. @public */
export interface WorkloadOrder {
  /** The store's path. */
  readonly path: string;
  /** The version of it. */
  readonly version: StoreVersionId;
}

/** What a workload is looked at for. @public */
export interface WorkloadQuestion {
  /** The store's path. */
  readonly path: string;
  /** The versions that it may use. */
  readonly known: ReadonlySet<StoreVersionId>;
  /** When it is asked. */
  readonly now: Date;
}

/**
 * What a cloud does in its own way; {@link WorkloadConsumerAdapter} does the rest. Built for one entry of `consumers`.
 * @public
 */
export interface WorkloadProvider<Api, Told> {
  /** What the plan says of a reload. */
  readonly effect: string;
  /** Where the evidence comes from, for people. */
  readonly source: string;

  /**
   * The names of a consumer's workloads, as far as the operator allows them. Pure.
   * @throws MisconfiguredError when its annotations lead nowhere
   */
  namesOf(consumer: ConsumerEntity): readonly string[];

  /** What a workload is called as an instance, for people. Pure. */
  instanceOf(name: string): string;

  /** Opens the cloud's API for the time of one effect. */
  connect(signal: AbortSignal): Api;

  /** Gives back what `connect` opened, where that is anything. */
  close?(api: Api): void;

  /**
   * Brings a workload on towards a version, as far as it can go now.
   * @returns how far it came
   * @throws WorkloadProblem and the errors of the contract
   */
  tell(api: Api, name: string, order: WorkloadOrder): Promise<Told>;

  /**
   * Does nothing where every workload was told; else says what keeps them from it. Pure.
   * @throws the errors of the contract
   */
  throwUnlessTold(
    outcomes: ReadonlyArray<Told | WorkloadProblem>,
    consumer: ConsumerEntity,
  ): void;

  /**
   * Looks at a workload, as its callers reach it.
   * @throws WorkloadProblem and the errors of the contract
   */
  observe(
    api: Api,
    name: string,
    question: WorkloadQuestion,
  ): Promise<Omit<InstanceObservation, 'id'>>;
}

import type {
  Actor,
  Configuration,
  Confirmation,
  Plan,
  Run,
  RunDetail,
  RunEventPage,
  RunOptions,
  RunPage,
  Secret,
  SecretDetail,
  SecretFilter,
  SecretName,
  SecretPage,
  StepName,
  UnmanagedFilter,
  UnmanagedPage,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { SecretFacts } from '../authorization/SecretFacts';
import type { SecretScope } from '../authorization/SecretScope';

/** On whose behalf a change is made: what the audit trail records. @internal */
export interface Caller {
  actor: Actor;
}

/** What a permitted person says when enrolling. @internal */
export interface EnrolOptions {
  reason: string;
  /** Names the binding that was looked at. */
  bindingDigest: string;
}

/** Which vanished consumers a permitted person lets go. @internal */
export interface ReleaseOptions {
  reason: string;
  /** Entity refs, as the turn of the run named them. */
  consumers: string[];
}

/** What a person says of a task that they have done. @internal */
export interface CompleteOptions {
  reason: string;
  /** The step whose task they saw; absent: the one that the run asks for now. */
  step?: StepName;
  /** The store's id of the version that the task showed and that they call theirs. */
  version?: string;
  /** What the task that they saw asked them to confirm. */
  confirms?: Confirmation;
}

/** Where a page starts, and how long it is. @internal */
export interface PageRequest {
  cursor?: string;
  limit?: number;
}

/**
 * What can be asked of the plugin, behind the authorisation.
 *
 * Answers carry in `actions` what the *state* allows; the authorisation narrows them to what the caller may.
 * Methods throw `NotFoundError`, `ConflictError`, `OpenRunError` and `InputError`; every other error is a fault of
 * ours and its text stays inside.
 * @internal
 */
export interface RotationService {
  /** Secrets within a scope, worst first. */
  listSecrets(
    query: SecretFilter & { scope: SecretScope },
  ): Promise<SecretPage>;
  /** One secret with its versions and consumers. */
  getSecret(name: SecretName): Promise<SecretDetail>;
  /** The secrets that an entity depends on, worst first; none for an entity that is unknown. */
  listEntitySecrets(entityRef: string): Promise<Secret[]>;
  /**
   * Allows Keyturn to act on the binding that the caller looked at.
   * @throws ConflictError when it has changed since
   */
  enrol(
    name: SecretName,
    caller: Caller,
    options: EnrolOptions,
  ): Promise<SecretDetail>;
  /** What a start would do now. Writes nothing. */
  plan(name: SecretName, options?: RunOptions): Promise<Plan>;
  /**
   * Starts a run; the same idempotency key answers with the same run.
   * @throws OpenRunError when another run is open
   */
  startRun(
    name: SecretName,
    caller: Caller,
    options: RunOptions & { reason: string; idempotencyKey?: string },
  ): Promise<Run>;
  /** Runs of a secret, newest first. */
  listRuns(name: SecretName, page: PageRequest): Promise<RunPage>;
  /** One run with its steps and consumers. */
  getRun(id: number): Promise<RunDetail>;
  /** The audit trail of a run, oldest first. */
  listRunEvents(id: number, page: PageRequest): Promise<RunEventPage>;
  /** Ends a run that has not touched the target yet. */
  cancelRun(id: number, caller: Caller, reason: string): Promise<Run>;
  /** Turns a run back to the old version. */
  rollbackRun(id: number, caller: Caller, reason: string): Promise<Run>;
  /** Looks again now instead of at the wake-up time. */
  recheckRun(id: number, caller: Caller, reason: string): Promise<Run>;
  /** Notes that the task which the run asks for is done. */
  completeRun(
    id: number,
    caller: Caller,
    options: CompleteOptions,
  ): Promise<Run>;
  /** Keeps the version that is current in the store and leads the run to it. */
  adoptRun(id: number, caller: Caller, reason: string): Promise<Run>;
  /** Replaces the version that somebody else wrote while the run went on. */
  retryRun(id: number, caller: Caller, reason: string): Promise<Run>;
  /** Lets the run go on without vanished consumers that hold it up. */
  releaseRun(id: number, caller: Caller, options: ReleaseOptions): Promise<Run>;
  /** The stores of which it is known what they hold, by name. */
  inventoriedStores(): string[];
  /** What some of these stores hold and no catalog entity claims, the oldest first. */
  listUnmanaged(
    query: UnmanagedFilter & { stores: string[] },
  ): Promise<UnmanagedPage>;
  /** Names and problems of the operator's configuration. */
  getConfiguration(): Promise<Configuration>;

  /**
   * What is decided about a secret.
   * @throws NotFoundError
   */
  factsOfSecret(name: SecretName): Promise<SecretFacts>;
  /**
   * What is decided about the secret of a run.
   * @throws NotFoundError
   */
  factsOfRun(id: number): Promise<SecretFacts & { name: SecretName }>;
  /** What is decided about several secrets, in the order of their entity refs; `undefined` for an unknown one. */
  factsOfRefs(refs: string[]): Promise<Array<SecretFacts | undefined>>;
}

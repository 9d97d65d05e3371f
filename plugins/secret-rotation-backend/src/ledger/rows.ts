import type {
  Actor,
  AttemptState,
  BindingState,
  Confirmation,
  Decision,
  Problem,
  RunCause,
  RunDirection,
  RunKind,
  RunState,
  RunTrigger,
  StepName,
  VersionState,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Policy } from '../configuration/model';
import type { ConsumerState } from '../workflow/consumer';
import type { Drift } from '../workflow/drift';
import type { GateState } from '../workflow/gates';
import type { Ending } from '../workflow/position';
import type { NoticeRecord } from '../workflow/notices';
import type { Matter } from '../workflow/transition';

/** A secret as the ledger keeps it. Instants are in ms. */
export interface SecretRow {
  readonly id: number;
  readonly entityRef: string;
  readonly namespace: string;
  readonly name: string;
  readonly title?: string;
  readonly owner?: string;
  readonly system?: string;
  readonly store: string;
  readonly path: string;
  readonly rotator: string;
  readonly policy: string;
  readonly options: unknown;
  readonly binding: BindingState;
  readonly problem?: Problem;
  readonly bindingHash: string;
  readonly enrolledHash?: string;
  readonly lastVersion: number;
  readonly currentVersion?: number;
  /** When Keyturn was first allowed to act on the present binding. */
  readonly enrolledAt?: number;
  /** When the current version was made, by us or by whoever made it before. */
  readonly rotatedAt?: number;
  /** When a run of ours first succeeded. */
  readonly firstRotatedAt?: number;
  /** When the target wants its current credential renewed, whatever the policy says. */
  readonly renewAt?: number;
  readonly renewBecause?: string;
  readonly dueAt?: number;
  readonly dueBecause?: string;
  /** The schedule starts nothing before; set by a run without success. */
  readonly retryAt?: number;
  /** When dispatch looks at it next: {@link dueAt}, moved by what the policy and the freezes say. */
  readonly dispatchAt?: number;
  readonly dispatchBecause?: string;
  /** Of the rules that the dates come from; absent when they must be computed anew. */
  readonly scheduleKey?: string;
  readonly consumerCount: number;
  readonly seenAt: number;
  /** When the store was last asked for its current version; 0 when never. */
  readonly lookedAt: number;
}

/** A version without its value. */
export interface VersionRow {
  readonly secretId: number;
  readonly number: number;
  readonly state: VersionState;
  readonly account?: string;
  /** The store's ids of it; several after a rollback. */
  readonly storeIds: readonly string[];
  readonly createdAt: number;
  readonly currentAt?: number;
  readonly previousAt?: number;
  /** When it became current again after another had replaced it. */
  readonly backAt?: number;
  readonly revokedAt?: number;
  readonly destroyedAt?: number;
  /** When it was found to be current though no run made it so. */
  readonly outOfBandAt?: number;
}

/** A consumer as the catalog has it. */
export interface ConsumerRow {
  readonly secretId: number;
  readonly entityRef: string;
  readonly name: string;
  readonly namespace: string;
  readonly title?: string;
  readonly owner?: string;
  readonly lifecycle?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Absent until the catalog is read again after an upgrade. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Name of the entry of `consumers` in app-config. */
  readonly entry?: string;
}

/** The parts of a binding: what a run acts on. Pinned when the run is created. */
export interface Binding {
  readonly store: string;
  readonly path: string;
  readonly rotator: string;
  readonly options: unknown;
}

/** What a run saw and decided at its start and must not decide anew. */
export interface Pins {
  readonly binding: Binding;
  /** Set by preflight. */
  readonly plan?: {
    readonly oldAccount?: string;
    readonly newAccount: string;
    readonly oldVersion?: number;
    readonly newVersion: number;
    /** The store's current version at the start; absent when the path was empty. */
    readonly seen?: string;
    /** Other versions that may still be accepted: they go with the one that goes. */
    readonly leftovers?: readonly number[];
    /** The version whose value the run staged, when an adopted one has taken its place. */
    readonly made?: number;
    /** Whether the secrets manager makes the value. */
    readonly delegated?: boolean;
    /** Whether a person makes the value. */
    readonly manual?: boolean;
    /** Whether nobody can be asked what is accepted, so that no refusal is proven. */
    readonly unprovable?: boolean;
    /** Whether the change at the target cannot be taken back: from activate on there is no way but forward. */
    readonly oneWay?: boolean;
  };
  /** A version that somebody else made current: a person is asked, or has chosen. */
  readonly drift?: Drift;
  /** Who said that the task of a step is done, and of what they said so. */
  readonly completed?: Readonly<Partial<Record<StepName, Completion>>>;
  /** Who said of a consumer, by its entity ref, which version it uses: their last word. */
  readonly confirmed?: Readonly<Record<string, ConfirmedUse>>;
  /** Who said that nobody uses the secret, where the catalog knows no consumer. */
  readonly unused?: Actor;
  /** The store's id of the new version. */
  readonly promoted?: string;
  /** In a rollback: what was current when it began. */
  readonly restoreOver?: string;
  /** In a rollback: the store's id of the old version, written anew. */
  readonly restored?: string;
}

/** A person's word that a task is done. */
export interface Completion {
  readonly actor: Actor;
  /** The version that they called theirs, by the store's id. */
  readonly version?: string;
  /** The version that the command of their task writes, where the store tells that before. */
  readonly writes?: string;
  /** Whether the task showed a version that nobody had called theirs. */
  readonly sawForeign?: boolean;
  /** What they said turned out not to be so: they are asked again. */
  readonly isVoid?: boolean;
}

/** A person's word that a consumer uses a version. */
export interface ConfirmedUse {
  readonly actor: Actor;
  readonly version: number;
  /** When they said so, in ms. */
  readonly at: number;
}

/** Why a run stands still. */
export type TurnRow = Matter &
  (
    | {
        readonly who: 'keyturn';
        readonly cause: string;
        readonly troubled: boolean;
      }
    | {
        readonly who: 'person';
        readonly owner: string;
        readonly question: string;
      }
  );

/** What a person asked for; it stays until the worker has carried it out. */
export interface PendingDecision {
  readonly kind: Decision;
  readonly actor: Actor;
  readonly reason: string;
  readonly at: number;
  /** With `release`: the consumers that the person looked at, by entity ref. */
  readonly consumers?: readonly string[];
  /** With `complete`: the task that the person looked at. The ledger adds what the run asked for at that time. */
  readonly task?: Omit<Completion, 'actor' | 'isVoid'> & {
    readonly step?: StepName;
    readonly confirms?: Confirmation;
  };
}

/** A run. Instants are in ms. */
export interface RunRow {
  readonly id: number;
  readonly secretId: number;
  readonly kind: RunKind;
  readonly direction: RunDirection;
  readonly state: RunState;
  readonly step: StepName;
  readonly wave: number;
  readonly waves: number;
  readonly tries: number;
  readonly stepVersion: number;
  readonly ending: Ending;
  readonly trigger: RunTrigger;
  readonly cause: RunCause;
  readonly reason?: string;
  readonly requestedBy: Actor;
  readonly idempotencyKey?: string;
  readonly policy: Policy;
  readonly pins: Pins;
  /** Labels that a worker must carry to claim it. */
  readonly needs: readonly string[];
  readonly gates: readonly GateState[];
  readonly turn?: TurnRow;
  readonly decision?: PendingDecision;
  readonly result?: string;
  readonly epoch: number;
  readonly worker?: string;
  readonly nextAt?: number;
  readonly createdAt: number;
  readonly overlapFrom?: number;
  /** From when the new version became current to the last required consumer's first attestation; set by verify. */
  readonly convergenceMs?: number;
  readonly closedAt?: number;
}

/** How far one step of a run came. */
export interface StepRow {
  readonly runId: number;
  readonly direction: RunDirection;
  readonly step: StepName;
  readonly wave: number;
  readonly state: AttemptState;
  readonly tries: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly evidence: readonly string[];
}

/** An adapter that logs in with a secret of a store. */
export interface CredentialUse {
  /** Of the adapter in app-config, for example `rotators.payments-postgres`. */
  readonly entry: string;
  readonly store: string;
  readonly path: string;
}

/** A process that carries runs. */
export interface WorkerRow {
  readonly name: string;
  readonly labels: readonly string[];
  /** The newest workflow that it knows. */
  readonly stepVersion: number;
  readonly seenAt: number;
  /** The secrets with which its adapters log in themselves; absent where the process does not say. */
  readonly credentials?: readonly CredentialUse[];
}

/** A record of the audit trail. */
export interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly action: string;
  readonly actor: Actor;
  readonly secretRef?: string;
  readonly runId?: number;
  readonly step?: StepName;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Everything that a worker needs of a run. */
export interface LoadedRun {
  readonly run: RunRow;
  readonly secret: SecretRow;
  readonly versions: readonly VersionRow[];
  readonly consumers: readonly ConsumerState[];
  readonly steps: readonly StepRow[];
}

/** Something that a store holds, as its last walk found it. */
export interface InventoryRow {
  readonly id: number;
  readonly store: string;
  readonly path: string;
  readonly createdAt?: number;
  /** When its current version was made. */
  readonly changedAt?: number;
  /** By which it is listed, oldest first. */
  readonly ageKey: number;
  readonly tags: Readonly<Record<string, string>>;
  /** When the walk began that last found it. */
  readonly seenAt: number;
}

/** How far the walk through a store is. */
export interface WalkRow {
  readonly store: string;
  /** The store's own; absent before the first page and after the last. */
  readonly cursor?: string;
  readonly startedAt: number;
  /** When a walk last came to its end. */
  readonly finishedAt?: number;
  readonly found: number;
  readonly problem?: Problem;
  readonly nextAt: number;
}

/** What is on record of a notice to a person. */
export interface NoticeRow extends NoticeRecord {
  readonly secretId: number;
  readonly runId?: number;
}

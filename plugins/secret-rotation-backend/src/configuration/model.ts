import type { Problem } from '@keyturn/backstage-plugin-secret-rotation-common';
import type {
  AdapterFactory,
  ConsumerAdapter,
  DelegatedRotator,
  HealthSource,
  ManualRotator,
  ManagedStore,
  Rotator,
  SecretStore,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { DuePolicy, Freeze } from '../workflow/due';
import type { PortalPaths, Reminders } from '../workflow/notices';
import type { WaveRules } from '../workflow/waves';

/** Which store paths secrets of which namespaces may use. Patterns are globs. @internal */
export interface PathAllowance {
  namespaces: string[];
  paths: string[];
}

/** A store that the operator configured and that could be built. @internal */
export interface StoreEntry {
  name: string;
  kind: string;
  adapter: SecretStore | ManagedStore;
  /** Labels that a worker must carry to reach it. */
  workerLabels: string[];
  /** Empty means that no secret may use the store. */
  allow: PathAllowance[];
  /** How the store is walked for what nobody manages; absent when it is not. */
  inventory?: InventorySettings;
}

/** How a store is walked. Spans in ms. @internal */
export interface InventorySettings {
  /** What the paths begin with that are listed; empty for all. */
  prefix: string;
  /** How long from the end of one walk to the next. */
  everyMs: number;
  /** How many secrets a walk keeps at most. */
  limit: number;
}

/** Which accounts secrets of which namespaces may use. Patterns are globs. @internal */
export interface AccountAllowance {
  namespaces: string[];
  accounts: string[];
}

/** A rotator that the operator configured and that could be built. @internal */
export interface RotatorEntry {
  name: string;
  kind: string;
  adapter: Rotator | DelegatedRotator | ManualRotator;
  /** Labels that a worker must carry to reach it. */
  workerLabels: string[];
  /** Empty means that no secret may use the rotator. */
  allow: AccountAllowance[];
}

/** A health source that the operator configured and that could be built. @internal */
export interface HealthEntry {
  name: string;
  kind: string;
  adapter: HealthSource;
  /** Labels that a worker must carry to reach it. */
  workerLabels: string[];
}

/** A consumer entry that the operator configured and that could be built. @internal */
export interface ConsumerEntry {
  name: string;
  kind: string;
  adapter: ConsumerAdapter;
  /** What else tells how well its consumers are. */
  health?: HealthSource;
  /** Labels that a worker must carry to reach it, and its health source. */
  workerLabels: string[];
}

/** When a secret rotates and how carefully. @internal */
export interface Policy extends DuePolicy {
  /** How long old and new are both accepted, from the end of activate. */
  overlapMs: number;
  /** How long health must hold after a wave was told. */
  soakMs: number;
  /** How consumers are parted into waves; absent in runs that began before policies said it. */
  waves?: WaveRules;
  /** How long consumers may take to attest before a person is asked. */
  verifyDeadlineMs: number;
  /** What happens when consumers stay ill; `ask`, in runs that began when it was called so, is `hold`. */
  onUnhealthy: 'hold' | 'rollback';
  /** What takes the place of the above when somebody else may have the value; what is absent stays as it is. */
  emergency?: { overlapMs?: number; soakMs?: number };
  /** Whether consumers may fail between the change of the one value there is and their reload. */
  acceptsInterruption?: boolean;
  /** How a person is reminded of what waits for them; absent in runs that began before there were reminders. */
  reminders?: Reminders;
}

/** A time in which the schedule starts nothing of some policies and namespaces. Patterns are globs. @internal */
export interface FreezeRule extends Freeze {
  policies: string[];
  namespaces: string[];
}

/** Bindings that the operator enrols in advance: all three lists must match. Patterns are globs. @internal */
export interface EnrolmentRule {
  namespaces: string[];
  stores: string[];
  rotators: string[];
}

/** One line of the operator's configuration for the portal: a name, and what is wrong with it. @internal */
export interface ConfigurationEntry {
  section:
    | 'stores'
    | 'rotators'
    | 'consumers'
    | 'health'
    | 'policies'
    | 'freezes'
    | 'enrolment'
    | 'root';
  name: string;
  kind?: string;
  problem?: Problem;
}

/** How this portal's workers work. Spans in ms. @internal */
export interface WorkerSettings {
  /** How long a worker's right to a run lasts without renewal. */
  leaseMs: number;
  tickSeconds: number;
  /** How many runs one replica works on at once. */
  concurrency: number;
  /** What this replica can reach that others cannot. */
  labels: string[];
  patience: {
    /** How long a consumer may be ill before it is told again. */
    graceMs: number;
    /** How long until the next look at consumers. */
    pollMs: number;
    maxRepairs: number;
  };
}

/** How old what is kept may become. Spans in ms. @internal */
export interface RetentionSettings {
  /** Of runs, from their end. */
  runsMs: number;
  /** Of records of the audit trail. */
  auditMs: number;
  /** Of rows of destroyed versions. */
  versionsMs: number;
}

/** `secretRotation:` of app-config. The maps hold usable entries alone; `entries` holds the unusable ones too. @internal */
export interface RotationConfiguration {
  /** Entity ref of who is asked where nobody else can be. Its members may enrol. */
  fallbackOwner: string;
  stores: ReadonlyMap<string, StoreEntry>;
  rotators: ReadonlyMap<string, RotatorEntry>;
  consumers: ReadonlyMap<string, ConsumerEntry>;
  policies: ReadonlyMap<string, Policy>;
  freezes: FreezeRule[];
  enrolment: EnrolmentRule[];
  worker: WorkerSettings;
  retention: RetentionSettings;
  /** Where the pages are that notices link to. */
  portalPaths: PortalPaths;
  /** Whether the built-in owner check is on, besides the permission framework. */
  ownerCheck: boolean;
  entries: ConfigurationEntry[];
}

/** The kinds that installed modules registered. @internal */
export interface AdapterRegistry {
  stores: Map<string, AdapterFactory<SecretStore | ManagedStore>>;
  rotators: Map<
    string,
    AdapterFactory<Rotator | DelegatedRotator | ManualRotator>
  >;
  consumers: Map<string, AdapterFactory<ConsumerAdapter>>;
  health: Map<string, AdapterFactory<HealthSource>>;
}

import type { ServiceStore, ServiceTarget } from '@keyturn/dev-peers';
import type { RotatorModule, StoreModule } from '../../portal-process';
import type { WorldDatabase } from '../world/database';

/** A value as the store holds it. */
export type Fields = Readonly<Record<string, string>>;

/** One readable copy of a value in a store. */
export interface StoredCopy {
  /** The store's id of the version, or the place of a staged copy. */
  readonly id: string;
  readonly isStaged: boolean;
  readonly fields: Fields;
}

/** A store as somebody with the keys to all of it sees it. */
export interface StoreView {
  /** The id of the version that consumers read. */
  current(): Promise<string | undefined>;
  /**
   * Every copy that can be read, staged or not. Where the manager deletes no version: every copy that consumers can get
   * by a label.
   */
  copies(): Promise<StoredCopy[]>;
}

/** What a target says to a fresh login. */
export type LoginAnswer = 'accepted' | 'refused' | 'unknown';

/** A target as somebody who logs in from outside sees it. */
export interface TargetView {
  /** Logs in at every endpoint. */
  login(fields: Fields): Promise<LoginAnswer[]>;
}

/** A store that runs. */
export interface RunningStore {
  readonly pid: number;
  /** Its entry under `secretRotation.stores`, without `allow`. */
  readonly entry: {
    readonly kind: StoreModule;
    readonly [key: string]: unknown;
  };
  /** What else app-config must have for it. */
  readonly configuration?: object;
  /** What consumers are told, so that they read it as any service does; its path is the secret's. */
  readonly serviceAccess: ServiceStore;
  /** What {@link StoreKind.view} needs, in any process. */
  readonly settings: unknown;
  write(fields: Fields): Promise<void>;
  stop(): Promise<void>;
}

/** A kind of store that the sweep can start. */
export interface StoreKind {
  readonly name: string;
  /** Whose client speaks to it. A stand-in is swept only where the machine has nothing better for its manager. */
  readonly manager: string;
  /** What it is in place of the real server. */
  readonly standIn?: string;
  /**
   * `all`: every failpoint of a run. `store`: those at which the store is written; the engine is the same with every
   * store, and is killed everywhere else with one that has `all`.
   */
  readonly failpoints: 'all' | 'store';
  /** How many runs one world may see, where the manager lets versions of a secret pile up. */
  readonly mostRuns?: number;
  /** Why it cannot be had on this machine. */
  missing(): string | undefined;
  start(folder: string): Promise<RunningStore>;
  view(settings: unknown): StoreView;
}

/** A change at the target, as the target itself shows it. */
export interface LoggedEffect {
  readonly kind: 'activated' | 'revoked';
  /** The account; where one holds several credentials, the target's own name of the credential. */
  readonly account: string;
}

/** What the oracle must know of a target to judge what it sees. */
export interface TargetTraits {
  readonly issues: 'chosen' | 'issued';
  readonly overlap: 'dual' | 'single';
  readonly accounts: 'two' | 'one';
  /**
   * `keyless`: nobody can find what was issued and lost. It stays, and is of no use: its key was made by the worker that
   * died. Absent: it is taken back.
   */
  readonly orphans?: 'keyless';
  /** The old value goes on being accepted until the next run, and the new one was accepted before this one. */
  readonly staysUntilNext?: true;
}

/** A target that runs. */
export interface RunningTarget {
  /** Its entry under `secretRotation.rotators`, without `allow`. */
  readonly entry: {
    readonly kind: RotatorModule;
    readonly [key: string]: unknown;
  };
  /** The accounts that it may touch. */
  readonly allow: readonly string[];
  /** `spec.rotation.options` of the secret. */
  readonly options: object;
  /** The value with which everything begins. */
  readonly firstValue: Fields;
  /** The fields of the value that are no secret, where the store does not know them by itself. */
  readonly publicFields?: readonly string[];
  /** Where every value is tried. Consumers query the first. */
  readonly endpoints: readonly [ServiceTarget, ...ServiceTarget[]];
  /** What was started for it, where it is not the world's PostgreSQL: mostly a process of its own. */
  readonly server?: { readonly pid?: number; stop(): Promise<void> };
  /** What else app-config must have for it. */
  readonly configuration?: object;
  /** What was changed at the target since the last call. */
  effects(): Promise<LoggedEffect[]>;
}

/** What a target finds in its world. */
export interface TargetSurroundings {
  /** Keeps the ledger, whatever the target is. */
  readonly database: WorldDatabase;
  /** For what a server of its own keeps. */
  readonly folder: string;
  /** Where consumers read the secret. */
  readonly store: ServiceStore;
}

/** A kind of target, with the rotator that changes it. */
export interface TargetKind {
  readonly name: string;
  readonly traits: TargetTraits;
  /** What it is in place of the real server. */
  readonly standIn?: string;
  /**
   * `all`: with every store, every failpoint that is swept with it. `rotator`: with one kind of store, the failpoints at
   * which the target is written; everything else of a run is the same with every rotator.
   */
  readonly failpoints: 'all' | 'rotator';
  /** It stands for all rotators of its sort where there is no time for each. */
  readonly isExample?: true;
  /** Why it cannot be had on this machine. */
  missing(): string | undefined;
  start(surroundings: TargetSurroundings): Promise<RunningTarget>;
}

/** Which failpoints of a run are swept. */
export type Failpoints = 'all' | 'store' | 'rotator';

/** A pair of rotator and store. */
export interface Strategy {
  readonly name: string;
  readonly target: TargetKind;
  readonly store: StoreKind;
  readonly failpoints: Failpoints;
}

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
  /** Every copy that can be read: all versions, and whatever is staged. */
  copies(): Promise<StoredCopy[]>;
}

/** What a target says to a fresh login. */
export type LoginAnswer = 'accepted' | 'refused' | 'unknown';

/** A target as somebody who logs in from outside sees it. */
export interface TargetView {
  /** Logs in at every endpoint. */
  login(fields: Fields): Promise<LoginAnswer[]>;
}

/** What consumers are told about the store, so that they read it as any service does. */
export interface ServiceAccess {
  readonly address: string;
  readonly token: string;
  readonly mount: string;
  readonly path: string;
}

/** A store that runs. */
export interface RunningStore {
  readonly pid: number;
  /** Its entry under `secretRotation.stores`, without `allow`. */
  readonly entry: object;
  readonly serviceAccess: ServiceAccess;
  /** What {@link StoreKind.view} needs, in any process. */
  readonly settings: unknown;
  write(fields: Fields): Promise<void>;
  stop(): Promise<void>;
}

/** A kind of store that the sweep can start. */
export interface StoreKind {
  readonly name: string;
  readonly isStandIn: boolean;
  /** Why it cannot be had on this machine. */
  missing(): string | undefined;
  start(folder: string): Promise<RunningStore>;
  view(settings: unknown): StoreView;
}

/** A change that the target itself wrote down. */
export interface LoggedEffect {
  readonly kind: 'activated' | 'revoked';
  readonly account: string;
}

/** A target that runs. */
export interface RunningTarget {
  /** Its entry under `secretRotation.rotators`, without `allow`. */
  readonly entry: object;
  /** The accounts that it may touch. */
  readonly allow: readonly string[];
  /** `spec.rotation.options` of the secret. */
  readonly options: object;
  /** The value with which everything begins. */
  readonly firstValue: Fields;
  /** The database that consumers query. */
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
  };
  /** What {@link TargetKind.view} needs, in any process. */
  readonly settings: unknown;
  /** What the target's own journal holds since the last call. */
  effects(): Promise<LoggedEffect[]>;
}

/** A kind of target, with the rotator that changes it. */
export interface TargetKind {
  readonly name: string;
  /** @param database - the world's PostgreSQL, which keeps the ledger whatever the target is */
  start(database: WorldDatabase): Promise<RunningTarget>;
  view(settings: unknown): TargetView;
}

/** A pair of rotator and store. */
export interface Strategy {
  readonly name: string;
  readonly target: TargetKind;
  readonly store: StoreKind;
}

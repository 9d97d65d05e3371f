import type { ServiceStore } from '../../services';

/** The kinds of secrets manager that a world can have. @public */
export const STORE_KINDS = ['vault', 'aws', 'gcp'] as const;

/** See {@link STORE_KINDS}. @public */
export type StoreKind = (typeof STORE_KINDS)[number];

/** One readable version of a secret. @public */
export interface StoredVersion {
  /** The store's own id of it. */
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A secrets manager in the hands of its operator, past Keyturn. @public */
export interface StoreOperator {
  /** Writes a new current version of a secret, which need not exist. */
  write(path: string, fields: StoredVersion['fields']): Promise<void>;
  /**
   * Reads a version that a consumer may be led to.
   * @param id - default: the current one
   */
  read(path: string, id?: string): Promise<StoredVersion | undefined>;
}

/** A secrets manager of a world. @public */
export interface WorldStore {
  readonly kind: StoreKind;
  /** For people: what it is, and whether it is a stand-in. */
  readonly description: string;
  readonly isStandIn: boolean;
  /** Absent for a server that was there before, and for one inside this process. */
  readonly pid?: number;
  /** Its entry under `secretRotation.stores`, without `allow`. */
  readonly entry: {
    readonly kind: StoreKind;
    readonly [key: string]: unknown;
  };
  /** What else app-config must have for it. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly operator: StoreOperator;
  /** How services read a secret, with no more rights than they need. */
  serviceStore(path: string): ServiceStore;
  /** Removes what the world made on a server that stays. */
  discard(): Promise<void>;
  stop(): Promise<void>;
}

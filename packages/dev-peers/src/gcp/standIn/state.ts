/** One version as it is kept. Times are in milliseconds. */
export interface Version {
  readonly number: number;
  readonly createdAt: number;
  state: 'ENABLED' | 'DISABLED' | 'DESTROYED';
  etag: string;
  /** Base64; gone when the version is destroyed. */
  data?: string;
  readonly dataCrc32c: number;
  readonly isChecksumGiven: boolean;
  destroyedAt?: number;
  /** When a delayed destruction is carried out. */
  destroyAt?: number;
}

/** The parts of a secret that callers set and that are answered as they were set. */
export interface SecretSettings {
  replication?: object;
  customerManagedEncryption?: object;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  versionAliases: Record<string, string>;
  topics: object[];
  rotation?: object;
  expireTime?: Timestamp;
  versionDestroyTtl?: Duration;
}

/** One secret as it is kept. */
export interface Secret extends SecretSettings {
  /** With the project's number, as the real service answers it. */
  readonly name: string;
  readonly createdAt: number;
  etag: string;
  readonly versions: Version[];
}

/** All that the stand-in remembers. */
export interface State {
  /** By their names. */
  readonly secrets: Record<string, Secret>;
  /** How many changes there were: etags are made of it. */
  changes: number;
}

export interface Timestamp {
  readonly seconds: string;
  readonly nanos?: number;
}

export type Duration = Timestamp;

export function emptyState(): State {
  return { secrets: {}, changes: 0 };
}

/** As etags of the real service are: with the quotes inside. */
export function nextEtag(state: State): string {
  state.changes += 1;
  return `"${(0x15c9e00000000 + state.changes).toString(16)}"`;
}

export function timestampOf(ms: number): Timestamp {
  return {
    seconds: String(Math.floor(ms / 1000)),
    nanos: (ms % 1000) * 1_000_000,
  };
}

export function millisecondsOf({ seconds, nanos = 0 }: Timestamp): number {
  return Number(seconds) * 1000 + Math.floor(nanos / 1_000_000);
}

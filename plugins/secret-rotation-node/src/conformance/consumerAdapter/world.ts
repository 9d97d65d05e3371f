import type {
  ConsumerAdapter,
  ConsumerEntity,
  InstanceId,
  SecretValue,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** What an instance of the world has loaded and how it says so. @public */
export interface InstanceUse {
  /** The path under which it names the secret. */
  readonly path: string;
  /** The id that it names. */
  readonly version: StoreVersionId;
  /** The value that it holds, with which it proves itself. */
  readonly value: SecretValue;
  /** `proof`: it proves the value that it holds; `word`: it names the version and proves nothing. */
  readonly shows: 'proof' | 'word';
}

/** How an instance of the world meets requests. @public */
export type InstanceManner =
  | 'answers'
  /** Nothing listens there. */
  | 'unreachable'
  /** It takes the request and never answers. */
  | 'hangs'
  /** It refuses the credential of the operator's entry. */
  | 'denies'
  /** Its answer has the wrong shape. */
  | 'babbles'
  /** Its answer does not end. */
  | 'floods';

/** One real or wire-true instance of the consumer, and the hand that sets it. @public */
export interface ConformanceInstance {
  /** The id that the adapter must report when this instance answers. */
  readonly id: InstanceId;
  /** Sets what it has loaded. */
  setUse(use: InstanceUse): void | Promise<void>;
  /** Sets how it meets requests. */
  setManner(manner: InstanceManner): void | Promise<void>;
  /** Sets its health. */
  setHealth(health: 'healthy' | 'ill'): void | Promise<void>;
  /** How often it restarted or reloaded for a version. */
  restarts(version: StoreVersionId): number | Promise<number>;
  /** How many requests that could change something it got. */
  writes(): number | Promise<number>;
}

/** A consumer of at least two instances behind the adapter, all healthy and answering. @public */
export interface ConsumerWorld {
  /** The adapter that is held to the contract. */
  readonly adapter: ConsumerAdapter;
  /** The consumer as the adapter is asked about it. */
  readonly consumer: ConsumerEntity;
  /** Its instances, in the order of their start. */
  readonly instances: readonly ConformanceInstance[];
  /** Ends everything that the world started. */
  close(): Promise<void>;
}

/** The promises that a world may be unable to put to the test. @public */
export type ConsumerPromise =
  | 'proves'
  | 'claims'
  | 'permission-denied'
  | 'bad-format'
  | 'bounded';

/** How a peer is held to the contract. @public */
export interface ConsumerConformanceOptions {
  /**
   * The adapter brings the value itself, and its provider shows who wrote last. Then each reload of the kit delivers
   * first, as a run does it, and `restarts` counts how often the version was brought.
   */
  delivers?: boolean;
  /**
   * Promises that this peer cannot be held to, each with the reason. They are listed as skipped under that reason and
   * must be shown on another peer.
   */
  exempt?: Partial<Record<ConsumerPromise, string>>;
}

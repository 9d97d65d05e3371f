import type {
  ChosenRotator,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** A session that somebody holds open with a credential. @public */
export interface ConformanceSession {
  /** Whether the target has ended it. Tries to use it: a session that only looks alive counts as ended. */
  isEnded(): Promise<boolean>;
  /** Ends it, also when the target already has. */
  close(): Promise<void>;
}

/** One fresh secret at a real or wire-true target, and what is needed to look behind the rotator's back. @public */
export interface RotatorWorld {
  /** The rotator that is held to the contract. */
  readonly rotator: ChosenRotator;
  /** `spec.rotation.options` of the secret. */
  readonly options: unknown;
  /** What consumers use now: accepted by the target. */
  readonly current: SecretValue;
  /** A value of the right shape that belongs to none of the secret's accounts. */
  readonly foreign: SecretValue;
  /**
   * All that the target keeps about the secret's accounts (verifiers, flags, comments), read past the rotator, in a
   * form that `toEqual` compares.
   */
  look(): Promise<unknown>;
  /** Uses a value as a consumer does, until closed. */
  openSession(value: SecretValue): Promise<ConformanceSession>;
  /** The same rotator with one more endpoint, which takes connections and never answers. Patience: under a second. */
  withSilentEndpoint(): Promise<ChosenRotator>;
  /** Ends everything that the world started. */
  close(): Promise<void>;
}

/** The promises that a world may be unable to put to the test. @public */
export type RotatorPromise = 'silent-endpoint' | 'sessions' | 'fence' | 'dual';

/** How a peer is held to the contract. @public */
export interface RotatorConformanceOptions {
  /**
   * Promises that this peer cannot be held to, each with the reason. They are listed as skipped under that reason and
   * must be shown on another peer.
   */
  exempt?: Partial<Record<RotatorPromise, string>>;
}

import type {
  Rotator,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { InterceptPoint } from '../cases/moments';

/** A session that somebody holds open with a credential. @public */
export interface ConformanceSession {
  /** Whether the target has ended it. Tries to use it: a session that only looks alive counts as ended. */
  isEnded(): Promise<boolean>;
  /** Ends it, also when the target already has. */
  close(): Promise<void>;
}

/** The rotator over a connection that breaks for good at one moment, as if its worker had died there. @public */
export interface InterruptedRotator {
  /** The rotator, over that connection. */
  readonly rotator: Rotator;
  /** Whether the rotator came to that moment. */
  wasReached(): boolean;
  /** Ends the connection. */
  close(): Promise<void>;
}

/**
 * One fresh secret at a real or wire-true target, and what is needed to look behind the rotator's back. What is optional
 * some targets cannot do: the cases that need it are then skipped, by an exemption that says why.
 * @public
 */
export interface RotatorWorld {
  /** The rotator that is held to the contract. Its patience with a silent target: a few seconds at most. */
  readonly rotator: Rotator;
  /** `spec.rotation.options` of the secret. */
  readonly options: unknown;
  /** What consumers use now: accepted by the target. */
  readonly current: SecretValue;
  /** A value of the same account that the target refuses. Default: `current` with other secret texts. */
  readonly refused?: SecretValue;
  /**
   * All that the target keeps about the secret's accounts (verifiers, flags, comments), read past the rotator, in a
   * form that can be compared.
   */
  look(): Promise<unknown>;
  /** How long the target may take, in milliseconds, until all of it knows of a change. Default: it knows at once. */
  readonly settlesMs?: number;
  /** Whether the target accepts a value, tried past the rotator. Only for a rotator that cannot ask. */
  accepts?(value: SecretValue): Promise<boolean>;
  /** Every consumer loads a value. Only for a target that goes by what consumers have loaded. */
  load?(value: SecretValue): Promise<void>;
  /** Whether nobody but the consumers decides what is accepted: the kit has them load a value once it is activated. */
  readonly loadsOnceActivated?: true;
  /** A value of the right shape that belongs to none of the secret's accounts. */
  readonly foreign?: SecretValue;
  /** Uses a value as a consumer does, until closed. */
  openSession?(value: SecretValue): Promise<ConformanceSession>;
  /** The same rotator with one more endpoint, which takes connections and never answers. */
  withSilentEndpoint?(): Promise<Rotator>;
  /** The same rotator where nothing listens: neither for the administrator nor at any endpoint. */
  withoutServer?(): Promise<Rotator>;
  /** The same rotator with an administrator who may log in and change nothing. */
  withoutRights?(): Promise<Rotator>;
  /** The same rotator over a connection that breaks at one moment; its probes too. */
  interrupt?(point: InterceptPoint): Promise<InterruptedRotator>;
  /**
   * Another secret, whose account has this very name; of two accounts, one of them. Where the target cannot have such an
   * account there is none, and the options name it all the same.
   */
  named?(accountName: string): Promise<RotatorWorld>;
  /** Everything that the server has logged since the world was made, at the level that shows most. */
  serverLog?(): Promise<string>;
  /** How many credentials the account has, known or not. */
  countCredentials?(): Promise<number>;
  /** Somebody else has the target issue a credential for the same account, and uses it or not. */
  addCredential?(use: 'idle' | 'in-use'): Promise<SecretValue>;
  /** Somebody else has the target issue credentials for the same account until it takes no more. */
  fill?(): Promise<void>;
  /** Ends everything that the world started, and removes everything that it wrote. */
  close(): Promise<void>;
}

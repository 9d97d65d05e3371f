import type {
  ManualRotator,
  RotatorDeclaration,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** The other side, as the person whom a task asks acts on it. @public */
export interface ByHand {
  /** Makes a new value that the other side accepts. What became of the old one is as the rotator declares. */
  makeValue(): Promise<SecretValue>;
  /** Has a value refused. */
  refuse(value: SecretValue): Promise<void>;
  /** The other side answers nobody until {@link ByHand.answer}. */
  fallSilent(): Promise<void>;
  /** It answers again. */
  answer(): Promise<void>;
  /** The requests that it has got, as its log would show them. */
  log(): Promise<string>;
}

/** One secret that a person changes, and what is needed to play that person. @public */
export interface ManualRotatorWorld {
  /** The rotator that is held to the contract. */
  readonly rotator: ManualRotator;
  /** `spec.rotation.options` of the secret. */
  readonly options: unknown;
  /** What consumers use now: accepted by the other side. */
  readonly current: SecretValue;
  /** The other side, where it can be asked what it accepts. */
  readonly byHand?: ByHand;
  /** Ends everything that the world started. */
  close(): Promise<void>;
}

/** A rotator by hand, and what is known of it. @public */
export interface ManualRotatorPeer {
  /** For people. */
  readonly name: string;
  /** What the rotator says that it does. */
  readonly declaration: RotatorDeclaration;
  /** Makes a secret of its own for each case. */
  createWorld(): Promise<ManualRotatorWorld>;
  /** Why the cases are skipped that need to ask the other side. */
  readonly exemptions?: { readonly byHand?: string };
}

/** The inputs that an operator or an author of a catalog file may get wrong. */
export const MISTAKES = [
  'wrong place',
  'forbidden path',
  'expired credential',
  'missing secret',
  'binary value',
  'over-size value',
] as const;

/** See {@link MISTAKES}. */
export type Mistake = (typeof MISTAKES)[number];

/** A mistake, made: an entry of a store and a path in it. */
export interface BadInput {
  readonly mistake: Mistake;
  readonly entry: {
    readonly kind: 'vault' | 'aws' | 'gcp';
    readonly [key: string]: unknown;
  };
  readonly path: string;
  /** What a person must be able to read out of the reason. */
  readonly reason: RegExp;
}

/** A login of the target, as a secret holds it. */
export type Login = Readonly<Record<string, string>>;

/** The login of the secret with a name; it works. */
export type LoginOf = (name: string) => Login;

/** A secrets manager with everything that can be wrong in it, and with one secret that is as it should be. */
export interface Manager {
  readonly description: string;
  readonly inputs: readonly BadInput[];
  /** The entry and the path that are right. */
  readonly right: Pick<BadInput, 'entry' | 'path'>;
  /** What else app-config must have for it. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Addresses, credentials and texts of the manager that nobody may be shown. */
  readonly hidden: readonly string[];
  /** Requests of Keyturn's that changed something, by the server's own answer to them. */
  writes(): string[];
}

/** What ends a manager, piece by piece, begun or not. */
export type Ends = Array<() => Promise<void>>;

/** Nobody may be shown what is in a value, whatever is wrong with it. */
export const CANARY = 'canary-in-a-value-Tq83Lk';

/** The value of a secret that is too large with what a rotation makes: other keys fill it up. */
export function overSize(login: Login, bytes: number): string {
  const notes = CANARY.padEnd(bytes - JSON.stringify(login).length - 20, 'x');
  return JSON.stringify({ ...login, notes });
}

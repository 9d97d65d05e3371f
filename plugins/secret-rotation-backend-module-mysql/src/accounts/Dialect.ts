import type { Session } from '../connection';
import type { Verifier } from '../verifiers';
import type { Account } from './Account';
import type { AccountState } from './AccountState';

/** Where MariaDB and MySQL differ in what they keep of accounts, and in how it is changed. */
export interface Dialect {
  /** For people. */
  readonly product: 'MariaDB' | 'MySQL';
  /** The oldest release that can do what is needed, as numbers. */
  readonly oldest: readonly [number, number, number];
  /** The table of all open sessions. */
  readonly processlist: string;
  /** The right to end another's session, as GRANT writes it. */
  readonly killRight: string;
  /** The columns of `mysql.user` that say how an account may connect, besides those that both servers have. */
  readonly limitColumns: readonly string[];
  /** The roles that are active at login, where `SHOW GRANTS` does not tell them. */
  defaultRoles(session: Session, account: Account): Promise<string[]>;
  /** Why the server would not take a verifier in place of a password, if it would not. */
  refusesVerifiers(session: Session): Promise<boolean>;
  /** What the server keeps of an account; `undefined` when there is no such account. */
  readState(
    session: Session,
    account: Account,
  ): Promise<AccountState | undefined>;
  /** Makes the account accept this verifier alone, and unlocks it. */
  acceptOnly(
    session: Session,
    account: Account,
    verifier: Verifier,
  ): Promise<void>;
  /** Locks the account, whose only password becomes one that nobody knows. */
  lock(session: Session, account: Account, unknown: Verifier): Promise<void>;
  /**
   * Makes the account accept one more verifier, beside what it accepts.
   * @param replacesFirst - the first one was never used: the new one takes its place
   */
  acceptToo(
    session: Session,
    account: Account,
    change: {
      state: AccountState;
      verifier: Verifier;
      replacesFirst: boolean;
    },
  ): Promise<void>;
  /** Makes the account accept no other than one of those that it accepts. */
  keepOnly(
    session: Session,
    account: Account,
    state: AccountState,
    index: number,
  ): Promise<void>;
  /** SQL over the table of sessions: for how many milliseconds nobody has asked anything. */
  readonly idleMs: string;
}

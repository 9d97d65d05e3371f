import type { SecretValue } from '../SecretValue';
import type { ValueOutline } from '../stores/ValueOutline';
import type {
  EffectContext,
  PreflightCheck,
  ProbeAnswer,
  WriteContext,
} from './effect';

/** What the rotator acts on at the target: a login, a key's owner, a certificate's name. @public */
export type AccountName = string & { readonly __brand: 'AccountName' };

/** Marks a string as an account's name. @public */
export function accountName(name: string): AccountName {
  return name as AccountName;
}

/** The accounts of one run, pinned when it starts. They are the same where both passwords live in one account. @public */
export interface RunAccounts {
  /** The account of the version that is current at the start; absent on the first version. */
  readonly old?: AccountName;
  /** The account of the new version. */
  readonly new: AccountName;
}

/** A session that is still on a credential. No address, no query text. @public */
export interface CredentialSession {
  /** The target's id of the session, unique on its endpoint. */
  readonly id: string;
  /** A short name that an owner recognises (an application name), if the target knows one. */
  readonly label?: string;
  /** When it was opened, if the target knows. */
  readonly since?: Date;
}

/** The answer of one endpoint to a probe. @public */
export interface EndpointProbe {
  /** A name for people, for example `endpoint 1 of 2`. Never a host. */
  readonly endpoint: string;
  /** Whether this endpoint accepts the value. */
  readonly answer: ProbeAnswer;
}

/** When a credential is to be replaced at the latest. @public */
export interface Renewal {
  /** From when on. */
  readonly at: Date;
  /** Why then, in words that an owner understands. */
  readonly because: string;
}

/**
 * What can be asked of a target, whoever changes the credentials there. Nothing here writes. Every method may be
 * repeated any number of times. Methods throw the errors of `errors.ts` alone.
 * @public
 */
export interface CredentialWatcher<TOptions = unknown> {
  /** Whether the target accepts old and new at once. */
  readonly overlap: 'dual' | 'single';
  /** Whether the target can tell who is still on the old credential. */
  readonly usage: 'per-credential' | 'per-account' | 'none';
  /**
   * `none`: nobody can be asked whether a value is accepted, and `probe` answers nothing. What consumers attest stands
   * for it, and that the old value is refused is never called proven. Absent: fresh logins can be tried.
   */
  readonly probing?: 'logins' | 'none';

  /**
   * Checks `spec.rotation.options`.
   * @throws MisconfiguredError that names the key and the fix
   */
  parseOptions(options: unknown): TOptions;

  /** The accounts that a secret with these options acts on: keys for the allow-list and for uniqueness. */
  accounts(options: TOptions): AccountName[];

  /**
   * Decides which account is old and which is new. Pure.
   * @param current - what consumers read now, `undefined` before the first version
   * @throws MisconfiguredError when `current` belongs to none of the accounts
   */
  chooseAccounts(
    options: TOptions,
    current: SecretValue | undefined,
  ): RunAccounts;

  /**
   * Looks, without writing, whether a rotation between these accounts would work: rights of the administrator,
   * equality of the accounts, `current` accepted at every endpoint and by the operator's probe query.
   * Throws only `UnavailableError`; what is wrong is a failed check.
   */
  preflight(
    input: {
      options: TOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    context: EffectContext,
  ): Promise<PreflightCheck[]>;

  /** Tries a fresh login with a value at every endpoint. Never throws: what cannot be told is `unknown`. */
  probe(
    input: { options: TOptions; value: SecretValue },
    context: EffectContext,
  ): Promise<EndpointProbe[]>;

  /**
   * How long, in ms, the old credential must at least go on being accepted after the last consumer has left it, because
   * what was made with it lives on: the tokens that it signed. Pure. Without it the policy's overlap alone counts.
   */
  graceAfterUse?(options: TOptions): number;

  /**
   * When a value is to be replaced, whatever the policy says: a certificate ends, and its authority may wish for an
   * earlier time. It is asked again and again, and answers the same as long as nothing has changed. Without it the
   * policy alone says when. `undefined`: nothing is known.
   * @throws UnavailableError when it cannot be told now
   */
  renewal?(
    input: { options: TOptions; value: SecretValue },
    context: EffectContext,
  ): Promise<Renewal | undefined>;

  /** Sessions that are open on an account now, empty where `usage` is `none`. */
  sessions(
    input: { options: TOptions; account: AccountName },
    context: EffectContext,
  ): Promise<CredentialSession[]>;
}

/**
 * Changes credentials at one target, by one operator-configured administrator's credential.
 *
 * Effects are absolute: "the target accepts exactly these", never "add one more". Every method may be repeated any
 * number of times and has then the effect of one call.
 * @public
 */
export interface ActingRotator<TOptions = unknown>
  extends CredentialWatcher<TOptions> {
  /** `target`: the target itself refuses an older fence. `deadline`: only time protects. */
  readonly fencing: 'target' | 'deadline';

  /**
   * The size and the structure of the next value, each field at its largest. Pure. Without it the store is asked whether
   * it would take a value of the current one's outline.
   */
  outline?(input: {
    options: TOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): ValueOutline;

  /**
   * Makes the target accept `value`; with `dual` it goes on accepting the old one. If it accepts `value` already,
   * nothing changes.
   * @throws FencedError when a newer run or epoch has acted
   * @throws PermissionDeniedError naming the missing right
   */
  activate(
    input: { options: TOptions; accounts: RunAccounts; value: SecretValue },
    context: WriteContext,
  ): Promise<void>;

  /**
   * Makes the target refuse the credential of `account` (for several credentials in one account: `refuse`, or without it
   * each of ours that is not `keep`), then ends the sessions that are left on it. An account that is refused already is
   * success.
   * @returns how many sessions were ended; whether the credential goes on being accepted until the next rotation; and if
   * so, whether the store may destroy it all the same, because `keep` has what is still needed of it
   * @throws FencedError when a newer run or epoch has acted
   */
  revoke(
    input: {
      options: TOptions;
      account: AccountName;
      /** The value that must go on being accepted. */
      keep: SecretValue;
      /** The value that goes, where the store can still read it. */
      refuse?: SecretValue;
      /** Whether that value may be in somebody else's hands. */
      isCompromised?: boolean;
      /**
       * When consumers could first read `keep`. Where both credentials share an account, whoever logged in before did so
       * with the other one.
       */
      keptSince?: Date;
    },
    context: WriteContext,
  ): Promise<{
    endedSessions: number;
    staysAccepted?: boolean;
    mayBeDestroyed?: boolean;
  }>;
}

/**
 * A rotator whose values we make: a password. It is durable in the store before the target hears of it.
 * @public
 */
export interface ChosenRotator<TOptions = unknown>
  extends ActingRotator<TOptions> {
  /** We make the value. */
  readonly issues: 'chosen';

  /**
   * Makes a new value for an account. Touches nothing.
   * @param input - `current` gives the fields that stay as they are (host, port, database)
   */
  generate(input: {
    options: TOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): SecretValue | Promise<SecretValue>;
}

/**
 * A rotator whose target makes the values: an API key, an access key, a certificate.
 *
 * A worker may die between the answer of the target and the store. The credential that nobody knows then is an orphan:
 * the next call finds it and removes it.
 * @public
 */
export interface IssuedRotator<TOptions = unknown>
  extends ActingRotator<TOptions> {
  /** The target makes the value. */
  readonly issues: 'issued';

  /**
   * Removes what an earlier call of this run left at the target, then has it issue a credential for the account.
   * A credential in `known`, one that is in use, and one that may be somebody else's are never removed.
   * @param input - `known`: every value that the store still has; `since`: when the run began: what is older is no orphan
   * of it
   * @throws FencedError when a newer run or epoch has acted
   * @throws MisconfiguredError when the target has no room for another credential, and none of them is surely an orphan
   */
  issue(
    input: {
      options: TOptions;
      account: AccountName;
      current: SecretValue | undefined;
      known: readonly SecretValue[];
      since: Date;
    },
    context: WriteContext,
  ): Promise<SecretValue>;
}

/** What Keyturn rotates with, where the secrets manager does not do so itself. @public */
export type Rotator<TOptions = unknown> =
  | ChosenRotator<TOptions>
  | IssuedRotator<TOptions>;

/**
 * Watches a target whose credentials the secrets manager changes by itself: it proves what is accepted and refused, and
 * changes nothing. Its administrator is the manager's.
 * @public
 */
export interface DelegatedRotator<TOptions = unknown>
  extends CredentialWatcher<TOptions> {
  /** The manager makes the value and tells the target. */
  readonly issues: 'delegated';
}

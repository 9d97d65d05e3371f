import { randomBytes } from 'node:crypto';
import {
  accountName,
  DriftError,
  generatePassword,
  MisconfiguredError,
  nextLogin,
  outlineOf,
  PermissionDeniedError,
  requireFields,
  type AccountName,
  type ChosenRotator,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
  type ValueOutline,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { sqlAccount, type Account } from './accounts/Account';
import type { AccountState } from './accounts/AccountState';
import type { Dialect } from './accounts/Dialect';
import { readServerFacts } from './accounts/serverFacts';
import { Administrator } from './Administrator';
import { DEFAULT_PATIENCE, type Patience, type Session } from './connection';
import { FreshLogins } from './FreshLogins';
import { noteVerifier } from './fence';
import { listSessions } from './openSessions';
import { MAX_PASSWORD_BYTES, type MysqlRotatorSettings } from './settings';
import { fingerprintOf, verifierOf, type Verifier } from './verifiers';

/** What a rotator may be given besides its settings. @internal */
export interface LoginRotatorOptions {
  /** How long the server may take. */
  readonly patience?: Patience;
  /** Where passwords and salts come from. Default: the operating system. */
  readonly random?: (bytes: number) => Buffer;
}

/** What every rotator here does alike: values, probes, sessions, and how the administrator acts. @internal */
export abstract class LoginRotator<TOptions>
  implements ChosenRotator<TOptions>
{
  readonly issues = 'chosen';
  readonly overlap = 'dual';
  readonly fencing = 'target';
  abstract readonly usage: 'per-credential' | 'per-account';

  protected readonly settings: MysqlRotatorSettings;
  protected readonly administrator: Administrator;
  protected readonly logins: FreshLogins;
  protected readonly random: (bytes: number) => Buffer;

  constructor(
    settings: MysqlRotatorSettings,
    options: LoginRotatorOptions = {},
  ) {
    const patience = options.patience ?? DEFAULT_PATIENCE;
    this.settings = settings;
    this.administrator = new Administrator(settings, patience);
    this.logins = new FreshLogins(settings, patience);
    this.random = options.random ?? randomBytes;
  }

  abstract parseOptions(options: unknown): TOptions;
  abstract chooseAccounts(
    options: TOptions,
    current: SecretValue | undefined,
  ): RunAccounts;
  abstract preflight(
    input: {
      options: TOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    context: EffectContext,
  ): Promise<PreflightCheck[]>;
  abstract activate(
    input: { options: TOptions; accounts: RunAccounts; value: SecretValue },
    context: WriteContext,
  ): Promise<void>;
  abstract revoke(
    input: {
      options: TOptions;
      account: AccountName;
      keep: SecretValue;
      keptSince?: Date;
    },
    context: WriteContext,
  ): Promise<{ endedSessions: number }>;

  /** The users of a secret, in the owner's order. */
  protected abstract usersOf(options: TOptions): readonly string[];

  accounts(options: TOptions): AccountName[] {
    return this.usersOf(options).map(accountName);
  }

  outline(input: {
    options: TOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): ValueOutline {
    // Every password has the same length. A policy may have characters that JSON escapes, which take two bytes.
    return outlineOf(
      this.#next(input, '"'.repeat(this.settings.passwords.length)),
    );
  }

  generate(input: {
    options: TOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): SecretValue {
    const { passwords } = this.settings;
    return this.#next(input, generatePassword(passwords, this.random));
  }

  async probe(
    input: { options: TOptions; value: SecretValue },
    { signal }: EffectContext,
  ): Promise<EndpointProbe[]> {
    return this.logins.probe(input.value, signal);
  }

  async sessions(
    input: { options: TOptions; account: AccountName },
    context: EffectContext,
  ): Promise<CredentialSession[]> {
    return this.administrator.ask(
      context,
      () => this.lacksRights(),
      async session => {
        const { dialect } = await readServerFacts(session);
        const { processlist } = dialect;
        return listSessions(session, { user: input.account, processlist });
      },
    );
  }

  /** Acts under the fence, by the right words of this server. */
  protected async act<T>(
    options: TOptions,
    context: WriteContext,
    act: (session: Session, dialect: Dialect) => Promise<T>,
  ): Promise<T> {
    const accounts = this.usersOf(options).map(user => this.account(user));
    return this.administrator.actOn(
      accounts,
      context,
      () => this.lacksRights(),
      async session => act(session, (await readServerFacts(session)).dialect),
    );
  }

  protected account(user: string): Account {
    return { user, host: this.settings.accountHost };
  }

  /** What the server keeps of an account that must be there. */
  protected async stateOf(
    session: Session,
    dialect: Dialect,
    user: string,
  ): Promise<AccountState> {
    const account = this.account(user);
    const state = await dialect.readState(session, account);
    if (!state) {
      throw new MisconfiguredError(
        `The account ${sqlAccount(account)} does not exist`,
        `CREATE USER ${sqlAccount(account)} ACCOUNT LOCK`,
      );
    }
    return state;
  }

  /** A verifier by the plugin that the account has. It is written down before it is set. */
  protected async newVerifier(
    session: Session,
    dialect: Dialect,
    {
      user,
      state,
      password,
    }: { user: string; state: AccountState; password: string },
  ): Promise<Verifier> {
    const plugin = state.verifiers[0]?.plugin ?? '';
    let verifier: Verifier;
    try {
      verifier = verifierOf(plugin, password, this.random);
    } catch {
      throw new MisconfiguredError(
        `The account ${sqlAccount(
          this.account(user),
        )} logs in by a plugin that Keyturn does not know`,
        'Let it log in by caching_sha2_password on MySQL, or by mysql_native_password on MariaDB',
      );
    }
    await noteVerifier(session, this.account(user), {
      fingerprint: fingerprintOf(verifier),
      processlist: dialect.processlist,
    });
    return verifier;
  }

  /** @throws MisconfiguredError when the value is not one of this account, or cannot be one of any */
  protected passwordOf(value: SecretValue, account: AccountName): string {
    requireFields(value, ['username', 'password']);
    if (value.reveal('username') !== account) {
      throw new MisconfiguredError(
        `The value does not belong to ${account}`,
        'Cancel the run and start a new one',
      );
    }
    const password = value.reveal('password');
    // Clients end it at a NUL, and servers take no longer one.
    const bytes = Buffer.byteLength(password);
    if (password.includes('\0') || bytes === 0 || bytes > MAX_PASSWORD_BYTES) {
      throw new MisconfiguredError(
        'The password is not one that every client sends alike',
        'Start a new run: Keyturn makes passwords that every client sends alike',
      );
    }
    return password;
  }

  /** @throws DriftError when this is not an account of the secret */
  protected expectOwn(options: TOptions, account: AccountName): void {
    if (!this.usersOf(options).includes(account)) {
      throw new DriftError(`${account} is not an account of this secret`);
    }
  }

  protected lacksRights(): PermissionDeniedError {
    return new PermissionDeniedError(
      'The administrator lacks a right that a rotation needs',
      'Plan the rotation: preflight names each missing right with its GRANT',
    );
  }

  #next(
    input: { account: AccountName; current: SecretValue | undefined },
    password: string,
  ): SecretValue {
    const { endpoints, database } = this.settings;
    const { host, port } = endpoints[0];
    return nextLogin({
      current: input.current,
      username: input.account,
      password,
      first: {
        host,
        port: String(port),
        ...(database === undefined ? {} : { database }),
      },
    });
  }
}

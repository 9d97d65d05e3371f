import { randomBytes } from 'node:crypto';
import {
  accountName,
  generatePassword,
  MisconfiguredError,
  outlineOf,
  PermissionDeniedError,
  type AccountName,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
  type ValueOutline,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { Administrator } from './Administrator';
import { DEFAULT_PATIENCE, type Patience } from './connection';
import { readCredential, succeed } from './credential';
import { FreshLogins } from './FreshLogins';
import { endSessions, listSessions } from './openSessions';
import { inspectRotation } from './preflight';
import { adminGrant, signalGrant, viewGrant } from './preflight/adminRights';
import { scramVerifier } from './scramVerifier';
import type { PostgresRotatorSettings } from './settings';

const SALT_BYTES = 16;

/** What a rotator may be given besides its settings. @internal */
export interface LoginRotatorOptions {
  /** How long PostgreSQL may take. */
  readonly patience?: Patience;
  /** Where passwords and salts come from. Default: the operating system. */
  readonly random?: (bytes: number) => Buffer;
}

/**
 * What every rotator here does alike that changes logins itself: values, probes, sessions, and the change of a password.
 *
 * The server hears SCRAM verifiers only, never a password in SQL. A fence in the comments of the logins refuses what an
 * older run or epoch still tries.
 * @internal
 */
export abstract class LoginRotator<TOptions> {
  readonly issues = 'chosen';
  readonly fencing = 'target';

  protected readonly administrator: Administrator;
  protected readonly settings: PostgresRotatorSettings;
  readonly #logins: FreshLogins;
  readonly #random: (bytes: number) => Buffer;

  constructor(
    settings: PostgresRotatorSettings,
    options: LoginRotatorOptions = {},
  ) {
    const patience = options.patience ?? DEFAULT_PATIENCE;
    this.settings = settings;
    this.administrator = new Administrator(settings, patience);
    this.#logins = new FreshLogins(settings, patience);
    this.#random = options.random ?? randomBytes;
  }

  /** The logins of a secret, in the owner's order. */
  protected abstract usersOf(options: TOptions): readonly string[];

  accounts(options: TOptions): AccountName[] {
    return this.usersOf(options).map(accountName);
  }

  async preflight(
    input: {
      options: TOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    { signal }: EffectContext,
  ): Promise<PreflightCheck[]> {
    const { options, accounts, current } = input;
    const users = this.usersOf(options);
    return inspectRotation(
      { users, accounts, current },
      this.administrator,
      this.#logins,
      signal,
    );
  }

  outline(input: {
    options: TOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): ValueOutline {
    const { current, account } = input;
    // Every password has the same length. JSON writes some signs of a policy with two bytes.
    const password = '"'.repeat(this.settings.passwords.length);
    return outlineOf(succeed(current, account, password, this.settings));
  }

  generate(input: {
    options: TOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): SecretValue {
    return succeed(
      input.current,
      input.account,
      generatePassword(this.settings.passwords, this.#random),
      this.settings,
    );
  }

  async probe(
    input: { options: TOptions; value: SecretValue },
    { signal }: EffectContext,
  ): Promise<EndpointProbe[]> {
    return this.#logins.probe(input.value, signal);
  }

  async sessions(
    input: { options: TOptions; account: AccountName },
    context: EffectContext,
  ): Promise<CredentialSession[]> {
    return this.administrator.ask(
      context,
      () =>
        new PermissionDeniedError(
          'The administrator may not see who is connected',
          viewGrant(this.administrator.user),
        ),
      client => listSessions(client, input.account),
    );
  }

  /** Gives a login the password of a value, unless it has it already. */
  protected async setPassword(
    options: TOptions,
    login: AccountName,
    value: SecretValue,
    context: WriteContext,
  ): Promise<void> {
    const { user } = readCredential(value, this.settings);
    if (user !== login) {
      throw new MisconfiguredError(
        `The value to activate does not belong to ${login}`,
        'Cancel the run and start a new one',
      );
    }
    const verifier = await this.#verifierOf(value);
    await this.alter(options, context, async client => {
      // The same password with another salt would lock poolers out that keep the verifier.
      const { admin } = this.settings;
      if (!(await this.#logins.isKnown(value, admin, context.signal))) {
        await client.query(
          `ALTER ROLE ${escapeIdentifier(user)} LOGIN PASSWORD ${escapeLiteral(
            verifier,
          )}`,
        );
      }
    });
  }

  /** Changes logins under the fence. */
  protected async alter<T>(
    options: TOptions,
    context: WriteContext,
    act: (client: Client) => Promise<T>,
  ): Promise<T> {
    const users = this.usersOf(options);
    const denied = () =>
      new PermissionDeniedError(
        `The administrator may not alter ${users.join(' and ')}`,
        adminGrant(this.administrator.user, users),
      );
    return this.administrator.actOn(users, context, denied, act);
  }

  /** Ends sessions of a login under the fence: by now a newer run may have given it to consumers. */
  protected async endSessionsOf(
    options: TOptions,
    login: AccountName,
    context: WriteContext,
    openedBefore?: Date,
  ): Promise<{ endedSessions: number }> {
    const endedSessions = await this.administrator.actOn(
      this.usersOf(options),
      context,
      () =>
        new PermissionDeniedError(
          'The administrator may not end sessions',
          signalGrant(this.administrator.user),
        ),
      client => endSessions(client, login, openedBefore),
    );
    return { endedSessions };
  }

  async #verifierOf(value: SecretValue): Promise<string> {
    try {
      return await scramVerifier(
        value.reveal('password'),
        this.#random(SALT_BYTES),
      );
    } catch {
      throw new MisconfiguredError(
        'The password holds other characters than printable ASCII',
        'Start a new run: Keyturn makes passwords that every client sends alike',
      );
    }
  }
}

import { randomBytes } from 'node:crypto';
import {
  DriftError,
  MisconfiguredError,
  PermissionDeniedError,
  accountName,
  alternateUsers,
  outlineOf,
  readAlternatingUsers,
  type AccountName,
  type AlternatingUsersOptions,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type PreflightCheck,
  type ChosenRotator,
  type RunAccounts,
  type SecretValue,
  type ValueOutline,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { Administrator } from './Administrator';
import { DEFAULT_PATIENCE, type Patience } from './connection';
import { readCredential, succeed } from './credential';
import { FreshLogins } from './FreshLogins';
import { isLoginName } from './loginName';
import { endSessions, listSessions } from './openSessions';
import { inspectRotation } from './preflight';
import { adminGrant, signalGrant, viewGrant } from './preflight/adminRights';
import { scramVerifier } from './scramVerifier';
import type { PostgresRotatorSettings } from './settings';

const PASSWORD_BYTES = 32;
const SALT_BYTES = 16;

/** What a rotator may be given besides its settings. @internal */
export interface AlternatingUsersRotatorOptions {
  /** How long PostgreSQL may take. */
  readonly patience?: Patience;
  /** Where passwords and salts come from. Default: the operating system. */
  readonly random?: (bytes: number) => Buffer;
}

/**
 * Rotates a PostgreSQL login by letting two take turns: while one is in use, the other gets a new password; when every
 * consumer has moved, the first is disabled.
 *
 * The server hears SCRAM verifiers only, never a password in SQL. A fence in the comments of both logins refuses what
 * an older run or epoch still tries.
 * @internal
 */
export class AlternatingUsersRotator
  implements ChosenRotator<AlternatingUsersOptions>
{
  readonly issues = 'chosen';
  readonly overlap = 'dual';
  readonly usage = 'per-credential';
  readonly fencing = 'target';

  readonly #settings: PostgresRotatorSettings;
  readonly #administrator: Administrator;
  readonly #logins: FreshLogins;
  readonly #random: (bytes: number) => Buffer;

  constructor(
    settings: PostgresRotatorSettings,
    options: AlternatingUsersRotatorOptions = {},
  ) {
    const patience = options.patience ?? DEFAULT_PATIENCE;
    this.#settings = settings;
    this.#administrator = new Administrator(settings, patience);
    this.#logins = new FreshLogins(settings, patience);
    this.#random = options.random ?? randomBytes;
  }

  parseOptions(options: unknown): AlternatingUsersOptions {
    return readAlternatingUsers(options, {
      isUsable: isLoginName,
      admin: this.#administrator.configuredUser,
    });
  }

  accounts({ users }: AlternatingUsersOptions): AccountName[] {
    return users.map(accountName);
  }

  chooseAccounts(
    options: AlternatingUsersOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    return alternateUsers(options, current);
  }

  async preflight(
    input: {
      options: AlternatingUsersOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    { signal }: EffectContext,
  ): Promise<PreflightCheck[]> {
    return inspectRotation(input, this.#administrator, this.#logins, signal);
  }

  outline(input: {
    options: AlternatingUsersOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): ValueOutline {
    // Every password has the same length.
    const password = Buffer.alloc(PASSWORD_BYTES).toString('base64url');
    const { current, account } = input;
    return outlineOf(succeed(current, account, password, this.#settings));
  }

  generate(input: {
    options: AlternatingUsersOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): SecretValue {
    return succeed(
      input.current,
      input.account,
      this.#random(PASSWORD_BYTES).toString('base64url'),
      this.#settings,
    );
  }

  async activate(
    input: {
      options: AlternatingUsersOptions;
      accounts: RunAccounts;
      value: SecretValue;
    },
    context: WriteContext,
  ): Promise<void> {
    const { options, accounts, value } = input;
    const { user } = readCredential(value, this.#settings);
    if (user !== accounts.new || user === accounts.old) {
      throw new MisconfiguredError(
        `The value to activate does not belong to ${accounts.new}`,
        'Cancel the run and start a new one',
      );
    }
    const verifier = await this.#verifierOf(value);
    await this.#administrator.actOn(
      options.users,
      context,
      () => this.#mayNotAlter(options),
      async client => {
        // The same password with another salt would lock poolers out that keep the verifier.
        const { admin } = this.#settings;
        if (!(await this.#logins.isKnown(value, admin, context.signal))) {
          await client.query(
            `ALTER ROLE ${escapeIdentifier(
              user,
            )} LOGIN PASSWORD ${escapeLiteral(verifier)}`,
          );
        }
      },
    );
  }

  async probe(
    input: { options: AlternatingUsersOptions; value: SecretValue },
    { signal }: EffectContext,
  ): Promise<EndpointProbe[]> {
    return this.#logins.probe(input.value, signal);
  }

  async sessions(
    input: { options: AlternatingUsersOptions; account: AccountName },
    context: EffectContext,
  ): Promise<CredentialSession[]> {
    return this.#administrator.ask(
      context,
      () =>
        new PermissionDeniedError(
          'The administrator may not see who is connected',
          viewGrant(this.#administrator.user),
        ),
      client => listSessions(client, input.account),
    );
  }

  async revoke(
    input: {
      options: AlternatingUsersOptions;
      account: AccountName;
      keep: SecretValue;
    },
    context: WriteContext,
  ): Promise<{ endedSessions: number }> {
    const { options, account } = input;
    const { user: kept } = readCredential(input.keep, this.#settings);
    if (!options.users.includes(account) || kept === account) {
      throw new DriftError(
        `${account} is not the login that this run may disable`,
      );
    }
    await this.#administrator.actOn(
      options.users,
      context,
      () => this.#mayNotAlter(options),
      client =>
        client.query(
          `ALTER ROLE ${escapeIdentifier(account)} NOLOGIN PASSWORD NULL`,
        ),
    );
    // Only after the commit, else whoever is ended logs in again; and under the fence again, because by now a newer
    // run may have given the login to consumers.
    const endedSessions = await this.#administrator.actOn(
      options.users,
      context,
      () =>
        new PermissionDeniedError(
          'The administrator may not end sessions',
          signalGrant(this.#administrator.user),
        ),
      client => endSessions(client, account),
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

  #mayNotAlter({ users }: AlternatingUsersOptions): PermissionDeniedError {
    return new PermissionDeniedError(
      `The administrator may not alter ${users.join(' and ')}`,
      adminGrant(this.#administrator.user, users),
    );
  }
}

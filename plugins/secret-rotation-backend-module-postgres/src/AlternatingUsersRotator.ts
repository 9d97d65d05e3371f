import { randomBytes } from 'node:crypto';
import {
  DriftError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  accountName,
  type AccountName,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type PreflightCheck,
  type Rotator,
  type RunAccounts,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import {
  alternate,
  parseAlternatingUsers,
  type AlternatingUsersOptions,
} from './alternation';
import { DEFAULT_PATIENCE, withConnection, type Patience } from './connection';
import { readCredential, succeed } from './credential';
import { toAdapterError } from './databaseErrors';
import { underFence } from './fence';
import { endpointName, toProbeAnswer, tryLogin } from './freshLogin';
import { endSessions, listSessions } from './openSessions';
import { adminGrant, signalGrant, viewGrant } from './preflight/adminRights';
import { inspectRotation } from './preflight';
import { scramVerifier } from './scramVerifier';
import type { Address, PostgresRotatorSettings } from './settings';

const PASSWORD_BYTES = 32;
const SALT_BYTES = 16;

/** What a rotator may be given besides its settings. @public */
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
 * @public
 */
export class AlternatingUsersRotator
  implements Rotator<AlternatingUsersOptions>
{
  readonly issues = 'chosen';
  readonly overlap = 'dual';
  readonly usage = 'per-credential';
  readonly fencing = 'target';

  readonly #settings: PostgresRotatorSettings;
  readonly #patience: Patience;
  readonly #random: (bytes: number) => Buffer;

  constructor(
    settings: PostgresRotatorSettings,
    options: AlternatingUsersRotatorOptions = {},
  ) {
    this.#settings = settings;
    this.#patience = options.patience ?? DEFAULT_PATIENCE;
    this.#random = options.random ?? randomBytes;
  }

  parseOptions(options: unknown): AlternatingUsersOptions {
    return parseAlternatingUsers(options, this.#settings.admin.user);
  }

  accounts({ users }: AlternatingUsersOptions): AccountName[] {
    return users.map(accountName);
  }

  chooseAccounts(
    options: AlternatingUsersOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    return alternate(options, current);
  }

  async preflight(
    input: {
      options: AlternatingUsersOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    return inspectRotation(input, {
      settings: this.#settings,
      signal: context.signal,
      patience: this.#patience,
      asAdmin: use => this.#connectAsAdmin(context, use),
    });
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
    const login = input.accounts.new;
    const { user } = readCredential(input.value, this.#settings);
    if (user !== login || login === input.accounts.old) {
      throw new MisconfiguredError(
        `The value to activate does not belong to ${login}`,
        'Cancel the run and start a new one',
      );
    }
    const verifier = await this.#verifierOf(input.value);
    await this.#asAdmin(
      context,
      client =>
        this.#fenced(client, input.options, context, async () => {
          // The same password with another salt would lock poolers out that keep the verifier.
          if (!(await this.#isAccepted(input.value, context.signal))) {
            await client.query(
              `ALTER ROLE ${escapeIdentifier(
                login,
              )} LOGIN PASSWORD ${escapeLiteral(verifier)}`,
            );
          }
        }),
      () => this.#mayNotAlter(input.options),
    );
  }

  async probe(
    input: { options: AlternatingUsersOptions; value: SecretValue },
    context: EffectContext,
  ): Promise<EndpointProbe[]> {
    const { endpoints, probeQuery } = this.#settings;
    return Promise.all(
      endpoints.map(async (address, index) => ({
        endpoint: endpointName(index, endpoints.length),
        answer: toProbeAnswer(
          await this.#tryLogin(
            address,
            input.value,
            probeQuery,
            context.signal,
          ),
        ),
      })),
    );
  }

  async sessions(
    input: { options: AlternatingUsersOptions; account: AccountName },
    context: EffectContext,
  ): Promise<CredentialSession[]> {
    const { admin } = this.#settings;
    return this.#asAdmin(
      context,
      client => listSessions(client, input.account),
      () =>
        new PermissionDeniedError(
          'The administrator may not see who is connected',
          viewGrant(admin.user),
        ),
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
    await this.#asAdmin(
      context,
      client =>
        this.#fenced(client, options, context, () =>
          client.query(
            `ALTER ROLE ${escapeIdentifier(account)} NOLOGIN PASSWORD NULL`,
          ),
        ),
      () => this.#mayNotAlter(options),
    );
    // Only after the commit, else whoever is ended logs in again; and under the fence again, because by now a newer
    // run may have given the login to consumers.
    const endedSessions = await this.#asAdmin(
      context,
      client =>
        this.#fenced(client, options, context, () =>
          endSessions(client, account),
        ),
      () =>
        new PermissionDeniedError(
          'The administrator may not end sessions',
          signalGrant(this.#settings.admin.user),
        ),
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

  /** Whether the server itself, or whatever stands before it, takes this password already. */
  async #isAccepted(value: SecretValue, signal: AbortSignal): Promise<boolean> {
    const { admin, endpoints } = this.#settings;
    for (const address of [admin, ...endpoints]) {
      const outcome = await this.#tryLogin(address, value, undefined, signal);
      if (outcome === 'accepted') {
        return true;
      }
      if (outcome === 'rejected') {
        return false;
      }
    }
    throw new UnavailableError(
      'Whether PostgreSQL takes the new value already cannot be told now',
    );
  }

  async #tryLogin(
    address: Address,
    value: SecretValue,
    probeQuery: string | undefined,
    signal: AbortSignal,
  ) {
    return tryLogin(
      { host: address.host, port: address.port },
      value,
      this.#settings,
      probeQuery,
      signal,
      this.#patience,
    );
  }

  async #fenced<T>(
    client: Client,
    { users }: AlternatingUsersOptions,
    { fence }: WriteContext,
    effect: () => Promise<T>,
  ): Promise<T> {
    const { statementMs } = this.#patience;
    return underFence(client, users, fence, statementMs, effect);
  }

  async #asAdmin<T>(
    context: EffectContext,
    use: (client: Client) => Promise<T>,
    denied: () => PermissionDeniedError,
  ): Promise<T> {
    try {
      return await this.#connectAsAdmin(context, use);
    } catch (error) {
      throw toAdapterError(error, denied);
    }
  }

  async #connectAsAdmin<T>(
    { signal }: EffectContext,
    use: (client: Client) => Promise<T>,
  ): Promise<T> {
    const { admin, tls } = this.#settings;
    const { host, port, user, password, database } = admin;
    return withConnection(
      {
        address: { host, port },
        tls,
        user,
        value: password,
        passwordField: 'value',
        database,
      },
      signal,
      this.#patience,
      use,
    );
  }

  #mayNotAlter({ users }: AlternatingUsersOptions): PermissionDeniedError {
    const { admin } = this.#settings;
    return new PermissionDeniedError(
      `The administrator may not alter ${users.join(' and ')}`,
      adminGrant(admin.user, users),
    );
  }
}

import { randomBytes } from 'node:crypto';
import {
  accountName,
  alternateUsers,
  DriftError,
  generatePassword,
  MisconfiguredError,
  nextLogin,
  readAlternatingUsers,
  requireFields,
  type AccountName,
  type AlternatingUsersOptions,
  type ChosenRotator,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { expectUser, writePassword } from './brokerUsers';
import { endSessions, listSessions } from './connections';
import { FreshLogins } from './FreshLogins';
import { ManagementApi } from './ManagementApi';
import { hashPassword, isPasswordOf } from './passwordHash';
import { DEFAULT_PATIENCE, type Patience } from './patience';
import { inspectRotation } from './preflight';
import type { RabbitMqRotatorSettings } from './settings';
import { isUserName } from './userName';

/**
 * Rotates a RabbitMQ user by letting two take turns: while one is in use, the other gets a new password; when every
 * consumer has moved, the first loses its password and its connections are closed.
 *
 * RabbitMQ hears hashes only, never a password in its API. A user has no place for a fence, and the API no comparison,
 * so a late worker is kept away by its deadline.
 * @internal
 */
export class AlternatingUsersRotator
  implements ChosenRotator<AlternatingUsersOptions>
{
  readonly issues = 'chosen';
  readonly overlap = 'dual';
  readonly usage = 'per-credential';
  readonly fencing = 'deadline';

  readonly #settings: RabbitMqRotatorSettings;
  readonly #api: ManagementApi;
  readonly #logins: FreshLogins;

  constructor(
    settings: RabbitMqRotatorSettings,
    patience: Patience = DEFAULT_PATIENCE,
  ) {
    this.#settings = settings;
    this.#api = new ManagementApi(settings, patience);
    this.#logins = new FreshLogins(settings, patience);
  }

  parseOptions(options: unknown): AlternatingUsersOptions {
    const { configuredUser: admin } = this.#api;
    return readAlternatingUsers(options, { isUsable: isUserName, admin });
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
    return inspectRotation(input, this.#api, this.#logins, signal);
  }

  generate({
    account,
    current,
  }: {
    options: AlternatingUsersOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): SecretValue {
    const { endpoints, virtualHost, passwords } = this.#settings;
    const [{ host, port }] = endpoints;
    return nextLogin({
      current,
      username: account,
      password: generatePassword(passwords),
      first: { host, port: String(port), vhost: virtualHost ?? '/' },
    });
  }

  async activate(
    input: {
      options: AlternatingUsersOptions;
      accounts: RunAccounts;
      value: SecretValue;
    },
    { signal }: WriteContext,
  ): Promise<void> {
    const { accounts, value } = input;
    requireFields(value, ['username', 'password']);
    const name = value.reveal('username');
    if (name !== accounts.new || name === accounts.old) {
      throw new MisconfiguredError(
        `The value to activate does not belong to ${accounts.new}`,
        'Cancel the run and start a new one',
      );
    }
    const user = await expectUser(this.#api, name, signal);
    const password = value.reveal('password');
    if (password.includes('\0')) {
      throw new MisconfiguredError(
        'The password holds a NUL, by which RabbitMQ divides the parts of a login',
        'Start a new run: Keyturn makes passwords without one',
      );
    }
    if (isPasswordOf(user, password)) return;
    const hash = hashPassword(password, randomBytes);
    await writePassword(this.#api, name, user, hash, signal);
  }

  async probe(
    { value }: { options: AlternatingUsersOptions; value: SecretValue },
    { signal }: EffectContext,
  ): Promise<EndpointProbe[]> {
    return this.#logins.probe(value, signal);
  }

  async sessions(
    { account }: { options: AlternatingUsersOptions; account: AccountName },
    { signal }: EffectContext,
  ): Promise<CredentialSession[]> {
    return listSessions(this.#api, account, signal);
  }

  async revoke(
    input: {
      options: AlternatingUsersOptions;
      account: AccountName;
      keep: SecretValue;
    },
    { signal }: WriteContext,
  ): Promise<{ endedSessions: number }> {
    const { options, account, keep } = input;
    requireFields(keep, ['username', 'password']);
    if (
      !options.users.includes(account) ||
      keep.reveal('username') === account
    ) {
      throw new DriftError(
        `${account} is not the user that this run may disable`,
      );
    }
    const user = await expectUser(this.#api, account, signal);
    if (user.password_hash !== '') {
      await writePassword(
        this.#api,
        account,
        user,
        { ...user, password_hash: '' },
        signal,
      );
    }
    // Only now, else whoever is closed logs in again.
    const endedSessions = await endSessions(this.#api, account, signal);
    return { endedSessions };
  }
}

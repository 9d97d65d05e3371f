import {
  accountName,
  DriftError,
  generatePassword,
  MisconfiguredError,
  nextLogin,
  type AccountName,
  type ChosenRotator,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { passwordHash } from './aclUser';
import { Administrator } from './Administrator';
import { DEFAULT_PATIENCE, type Patience } from './connection';
import { FreshLogins } from './FreshLogins';
import { setPasswords } from './NodePasswords';
import {
  chooseUser,
  parseAclUser,
  userOf,
  type AclUserOptions,
} from './options';
import { inspectRotation } from './preflight';
import { endSessionsBefore, listSessions } from './sessions';
import type { RedisRotatorSettings } from './settings';

/**
 * Rotates an ACL user of Redis or Valkey by giving it a second password: both are accepted until the first is removed,
 * on every node, because nodes do not tell each other of users.
 *
 * Redis hears hashes only, never a password in an ACL command. It has nothing that could hold a fence over restarts,
 * flushes and replicas, so a late worker is kept away by its deadline.
 * @internal
 */
export class AclUserRotator implements ChosenRotator<AclUserOptions> {
  readonly issues = 'chosen';
  readonly overlap = 'dual';
  readonly usage = 'per-account';
  readonly fencing = 'deadline';

  readonly #settings: RedisRotatorSettings;
  readonly #administrator: Administrator;
  readonly #logins: FreshLogins;

  constructor(
    settings: RedisRotatorSettings,
    patience: Patience = DEFAULT_PATIENCE,
  ) {
    this.#settings = settings;
    this.#administrator = new Administrator(settings, patience);
    this.#logins = new FreshLogins(settings, patience);
  }

  parseOptions(options: unknown): AclUserOptions {
    return parseAclUser(options, this.#administrator.configuredUser);
  }

  accounts({ user }: AclUserOptions): AccountName[] {
    return [accountName(user)];
  }

  chooseAccounts(
    options: AclUserOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    return chooseUser(options, current);
  }

  async preflight(
    input: {
      options: AclUserOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    { signal }: EffectContext,
  ): Promise<PreflightCheck[]> {
    return inspectRotation(input, this.#administrator, this.#logins, signal);
  }

  generate({
    options,
    current,
  }: {
    options: AclUserOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): SecretValue {
    const [{ host, port }] = this.#settings.endpoints;
    return nextLogin({
      current,
      username: current && !current.has('username') ? undefined : options.user,
      password: generatePassword(this.#settings.passwords),
      first: { host, port: String(port) },
    });
  }

  async activate(
    input: {
      options: AclUserOptions;
      accounts: RunAccounts;
      value: SecretValue;
    },
    { signal }: WriteContext,
  ): Promise<void> {
    const { options, value } = input;
    if (userOf(value) !== options.user) {
      throw new MisconfiguredError(
        `The value to activate does not belong to ${options.user}`,
        'Cancel the run and start a new one',
      );
    }
    const hash = passwordHash(value);
    await setPasswords(
      this.#administrator,
      options.user,
      now => [...new Set([...now, hash])],
      signal,
    );
  }

  async probe(
    { value }: { options: AclUserOptions; value: SecretValue },
    { signal }: EffectContext,
  ): Promise<EndpointProbe[]> {
    return this.#logins.probe(value, signal);
  }

  async sessions(
    { account }: { options: AclUserOptions; account: AccountName },
    { signal }: EffectContext,
  ): Promise<CredentialSession[]> {
    return listSessions(this.#administrator, account, signal);
  }

  async revoke(
    input: {
      options: AclUserOptions;
      account: AccountName;
      keep: SecretValue;
      keptSince?: Date;
    },
    { signal }: WriteContext,
  ): Promise<{ endedSessions: number }> {
    const { options, account, keep, keptSince } = input;
    const { user } = options;
    if (account !== user || userOf(keep) !== user) {
      throw new DriftError(
        `${account} is not the user whose passwords this run may remove`,
      );
    }
    const kept = passwordHash(keep);
    await setPasswords(this.#administrator, user, () => [kept], signal);
    // Only now, else whoever is ended logs in again.
    const endedSessions = keptSince
      ? await endSessionsBefore(this.#administrator, user, keptSince, signal)
      : 0;
    return { endedSessions };
  }
}

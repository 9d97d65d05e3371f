import {
  alternateUsers,
  DriftError,
  generatePassword,
  MisconfiguredError,
  readAlternatingUsers,
  type AccountName,
  type AlternatingUsersOptions,
  type EffectContext,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { isUserName } from './accounts/Account';
import { readFence } from './fence';
import { LoginRotator } from './LoginRotator';
import { endSessions } from './openSessions';
import { inspectAlternation } from './preflight';
import { fingerprintOf, isVerifierOf } from './verifiers';

/**
 * Rotates a login by letting two accounts take turns: while one is in use, the other gets a new password; when every
 * consumer has moved, the first is locked.
 * @internal
 */
export class AlternatingUsersRotator extends LoginRotator<AlternatingUsersOptions> {
  readonly usage = 'per-credential';

  parseOptions(options: unknown): AlternatingUsersOptions {
    return readAlternatingUsers(options, {
      isUsable: isUserName,
      admin: this.administrator.configuredUser,
    });
  }

  protected usersOf({ users }: AlternatingUsersOptions): readonly string[] {
    return users;
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
    const { options, accounts, current } = input;
    const [first, second] = options.users;
    const model = accounts.old ?? accounts.new;
    return inspectAlternation({
      model: this.account(model),
      other: this.account(model === first ? second : first),
      current,
      administrator: this.administrator,
      logins: this.logins,
      signal,
    });
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
    const password = this.passwordOf(value, accounts.new);
    if (accounts.new === accounts.old) {
      throw new MisconfiguredError(
        'Old and new value belong to one account',
        'Cancel the run and start a new one',
      );
    }
    await this.act(options, context, async (session, dialect) => {
      const user = accounts.new;
      const state = await this.stateOf(session, dialect, user);
      const [verifier, ...others] = state.verifiers;
      const isSet =
        !state.isLocked &&
        others.length === 0 &&
        isVerifierOf(verifier, password);
      if (isSet) return;
      const made = { user, state, password };
      await dialect.acceptOnly(
        session,
        this.account(user),
        await this.newVerifier(session, dialect, made),
      );
    });
  }

  async revoke(
    input: {
      options: AlternatingUsersOptions;
      account: AccountName;
      keep: SecretValue;
    },
    context: WriteContext,
  ): Promise<{ endedSessions: number }> {
    const { options, account: user, keep } = input;
    this.expectOwn(options, user);
    if (keep.has('username') && keep.reveal('username') === user) {
      throw new DriftError(`${user} is not the login that this run may lock`);
    }
    return this.act(options, context, async (session, dialect) => {
      const account = this.account(user);
      const state = await this.stateOf(session, dialect, user);
      const [verifier, ...others] = state.verifiers;
      const row = await readFence(session, account);
      const isRefused =
        state.isLocked &&
        others.length === 0 &&
        row?.verifiers.includes(fingerprintOf(verifier));
      if (!isRefused) {
        const password = generatePassword(this.settings.passwords, this.random);
        const made = { user, state, password };
        await dialect.lock(
          session,
          account,
          await this.newVerifier(session, dialect, made),
        );
      }
      const { processlist } = dialect;
      return {
        endedSessions: await endSessions(session, { user, processlist }),
      };
    });
  }
}

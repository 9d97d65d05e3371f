import {
  alternateUsers,
  DriftError,
  MisconfiguredError,
  readAlternatingUsers,
  type AccountName,
  type AlternatingUsersOptions,
  type ChosenRotator,
  type RunAccounts,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { escapeIdentifier } from 'pg';
import { readCredential } from './credential';
import { isLoginName } from './loginName';
import { LoginRotator } from './LoginRotator';

/**
 * Rotates a PostgreSQL login by letting two take turns: while one is in use, the other gets a new password; when every
 * consumer has moved, the first is disabled.
 * @internal
 */
export class AlternatingUsersRotator
  extends LoginRotator<AlternatingUsersOptions>
  implements ChosenRotator<AlternatingUsersOptions>
{
  readonly overlap = 'dual';
  readonly usage = 'per-credential';

  parseOptions(options: unknown): AlternatingUsersOptions {
    return readAlternatingUsers(options, {
      isUsable: isLoginName,
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

  async activate(
    input: {
      options: AlternatingUsersOptions;
      accounts: RunAccounts;
      value: SecretValue;
    },
    context: WriteContext,
  ): Promise<void> {
    const { options, accounts, value } = input;
    if (accounts.new === accounts.old) {
      throw new MisconfiguredError(
        'Old and new value belong to one login',
        'Cancel the run and start a new one',
      );
    }
    await this.setPassword(options, accounts.new, value, context);
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
    const { user: kept } = readCredential(input.keep, this.settings);
    if (!options.users.includes(account) || kept === account) {
      throw new DriftError(
        `${account} is not the login that this run may disable`,
      );
    }
    await this.alter(options, context, client =>
      client.query(
        `ALTER ROLE ${escapeIdentifier(account)} NOLOGIN PASSWORD NULL`,
      ),
    );
    // Only after the commit, else whoever is ended logs in again.
    return this.endSessionsOf(options, account, context);
  }
}

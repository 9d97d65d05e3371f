import {
  accountName,
  DriftError,
  MisconfiguredError,
  type AccountName,
  type ChosenRotator,
  type RunAccounts,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { isLoginName } from './loginName';
import { LoginRotator } from './LoginRotator';

/** `spec.rotation.options`: the one login. @internal */
export interface SingleUserOptions {
  readonly user: string;
}

const schema = z.strictObject({ user: z.string().refine(isLoginName) });

const FIX = 'Name the one login, for example options: { user: payments }';

/**
 * Rotates the password of one PostgreSQL login, which has one at a time: from activate on the old one is refused, and
 * whoever has not read the new one yet cannot log in.
 * @internal
 */
export class SingleUserRotator
  extends LoginRotator<SingleUserOptions>
  implements ChosenRotator<SingleUserOptions>
{
  readonly overlap = 'single';
  readonly usage = 'per-account';

  parseOptions(options: unknown): SingleUserOptions {
    const read = schema.safeParse(options);
    if (!read.success) {
      throw new MisconfiguredError('options.user is not usable', FIX);
    }
    if (read.data.user === this.administrator.configuredUser) {
      throw new MisconfiguredError(
        "options.user names the administrator's own login",
        FIX,
      );
    }
    return read.data;
  }

  protected usersOf({ user }: SingleUserOptions): readonly string[] {
    return [user];
  }

  chooseAccounts(
    { user }: SingleUserOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    const login = accountName(user);
    if (!current) return { new: login };
    if (!current.has('username') || current.reveal('username') !== user) {
      throw new MisconfiguredError(
        'The current value does not belong to the login in options.user',
        `Write the login that consumers use now into the field username of the secret, or name it in options.user (now: ${user})`,
      );
    }
    return { old: login, new: login };
  }

  async activate(
    input: {
      options: SingleUserOptions;
      accounts: RunAccounts;
      value: SecretValue;
    },
    context: WriteContext,
  ): Promise<void> {
    const { options, accounts, value } = input;
    await this.setPassword(options, accounts.new, value, context);
  }

  /** The old password is refused since activate. What is left are the sessions that were opened with it. */
  async revoke(
    input: {
      options: SingleUserOptions;
      account: AccountName;
      keep: SecretValue;
      keptSince?: Date;
    },
    context: WriteContext,
  ): Promise<{ endedSessions: number }> {
    const { options, account, keptSince } = input;
    if (account !== options.user) {
      throw new DriftError(`${account} is not the login of this secret`);
    }
    if (!keptSince) return { endedSessions: 0 };
    return this.endSessionsOf(options, account, context, keptSince);
  }
}

import {
  accountName,
  DriftError,
  MisconfiguredError,
  type AccountName,
  type EffectContext,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { isUserName } from './accounts/Account';
import { readFence, type FenceRow } from './fence';
import { LoginRotator } from './LoginRotator';
import { endSessions } from './openSessions';
import { inspectDual } from './preflight';
import { fingerprintOf, isVerifierOf } from './verifiers';

/** `spec.rotation.options`: the one account. @internal */
export interface DualPasswordOptions {
  readonly user: string;
}

const schema = z.strictObject({ user: z.string().refine(isUserName) });

const FIX = 'Name the one account, for example options: { user: payments }';

/**
 * Rotates the password of one account that accepts two for a while: MariaDB by two alternatives, MySQL by retaining the
 * current password. What the account accepts is looked at before each change: on MySQL to retain twice would drop the
 * password that consumers use.
 * @internal
 */
export class DualPasswordRotator extends LoginRotator<DualPasswordOptions> {
  readonly usage = 'per-account';

  parseOptions(options: unknown): DualPasswordOptions {
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

  protected usersOf({ user }: DualPasswordOptions): readonly string[] {
    return [user];
  }

  chooseAccounts(
    { user }: DualPasswordOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    const account = accountName(user);
    if (!current) return { new: account };
    if (!current.has('username') || current.reveal('username') !== user) {
      throw new MisconfiguredError(
        'The current value does not belong to the account in options.user',
        `Write the account that consumers use now into the field username of the secret, or name it in options.user (now: ${user})`,
      );
    }
    return { old: account, new: account };
  }

  async preflight(
    input: {
      options: DualPasswordOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    { signal }: EffectContext,
  ): Promise<PreflightCheck[]> {
    return inspectDual({
      account: this.account(input.options.user),
      current: input.current,
      administrator: this.administrator,
      logins: this.logins,
      signal,
    });
  }

  async activate(
    input: {
      options: DualPasswordOptions;
      accounts: RunAccounts;
      value: SecretValue;
    },
    context: WriteContext,
  ): Promise<void> {
    const { options, accounts } = input;
    const password = this.passwordOf(input.value, accounts.new);
    await this.act(options, context, async (session, dialect) => {
      const { user } = options;
      const account = this.account(user);
      const state = await this.stateOf(session, dialect, user);
      const { verifiers, isLocked } = state;
      const isSet = verifiers.some(each => isVerifierOf(each, password));
      if (isSet && !isLocked) return;
      const row = await readFence(session, account);
      const replacesFirst = verifiers.length > 1;
      if (
        replacesFirst &&
        !row?.verifiers.includes(fingerprintOf(verifiers[0]))
      )
        throw new DriftError(
          `${user} accepts two passwords already, of which this run set none`,
        );
      const made = { user, state, password };
      const verifier = await this.newVerifier(session, dialect, made);
      if (accounts.old === undefined) {
        await dialect.acceptOnly(session, account, verifier);
      } else {
        const change = { state, verifier, replacesFirst };
        await dialect.acceptToo(session, account, change);
      }
    });
  }

  async revoke(
    input: {
      options: DualPasswordOptions;
      account: AccountName;
      keep: SecretValue;
      keptSince?: Date;
    },
    context: WriteContext,
  ): Promise<{ endedSessions: number }> {
    const { options, account: user, keep, keptSince } = input;
    this.expectOwn(options, user);
    const password = this.passwordOf(keep, user);
    return this.act(options, context, async (session, dialect) => {
      const account = this.account(user);
      const state = await this.stateOf(session, dialect, user);
      const kept = state.verifiers.findIndex(each =>
        isVerifierOf(each, password),
      );
      if (kept < 0) {
        throw new DriftError(`${user} does not accept the value that stays`);
      }
      const row = await readFence(session, account);
      if (state.verifiers.length > 1) {
        await dialect.keepOnly(session, account, state, kept);
      }
      const isOurs = row?.verifiers.includes(
        fingerprintOf(state.verifiers[kept]),
      );
      const condition = leftOnOther(row, isOurs ?? false, {
        idleMs: dialect.idleMs,
        keptSince,
      });
      const { processlist } = dialect;
      return {
        endedSessions: await endSessions(session, {
          ...{ user, processlist, condition },
        }),
      };
    });
  }
}

/**
 * Which sessions surely logged in with the password that goes. The server says neither since when a session is open nor
 * by which password. It numbers them, and it knows how long nobody has asked anything: who was silent since before
 * `keep` could be read has logged in before that.
 * @param isNew - whether the password that stays is the one that this run has set
 */
function leftOnOther(
  row: FenceRow | undefined,
  isNew: boolean,
  { idleMs, keptSince }: { idleMs: string; keptSince: Date | undefined },
): string {
  const newest = Number(row?.newestSession ?? 0);
  // By the server's clock when it has read the sessions: never is a session silent for longer than it is open.
  const since = keptSince?.toISOString().replace('T', ' ').replace('Z', '');
  const wasSilent = since
    ? `${idleMs} >= TIMESTAMPDIFF(MICROSECOND, '${since}', SYSDATE(6)) / 1000`
    : 'FALSE';
  return isNew
    ? `id <= ${newest} OR ${wasSilent}`
    : `id > ${newest} AND ${wasSilent}`;
}

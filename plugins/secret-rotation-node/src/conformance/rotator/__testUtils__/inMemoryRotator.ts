import { randomBytes } from 'node:crypto';
import type { WriteContext } from '../../../contracts/effect';
import { isNewerFence } from '../../../contracts/fence';
import {
  accountName,
  type AccountName,
  type Rotator,
  type RunAccounts,
} from '../../../contracts/Rotator';
import type { RotatorDeclaration } from '../../../contracts/RotatorDeclaration';
import {
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
} from '../../../errors';
import type { SecretValue } from '../../../SecretValue';
import type { Fault } from './faults';
import {
  isOf,
  loginOf,
  type Connection,
  type InMemoryTarget,
} from './InMemoryTarget';

/** The options of a secret: its accounts. */
interface Names {
  readonly names: readonly string[];
}

/** What the rotator is made of. */
export interface InMemoryRotatorParts {
  readonly target: InMemoryTarget;
  readonly declaration: RotatorDeclaration;
  readonly connection: Connection;
  readonly has: (fault: Fault) => boolean;
  readonly mayWrite?: boolean;
  readonly silentEndpoints?: number;
}

/** A rotator of any kind on a target in memory. Each fault breaks one promise. */
export function inMemoryRotator(parts: InMemoryRotatorParts): Rotator<Names> {
  const { target, declaration, connection, has } = parts;
  const isDual = declaration.overlap === 'dual';

  const write = <T>({ signal, fence }: WriteContext, act: () => T) =>
    connection.request(signal, () => {
      if (parts.mayWrite === false) {
        if (has('logs values on errors')) {
          target.log.push(...target.credentials.map(one => one.password));
        }
        target.log.push('ERROR: permission denied');
        throw new PermissionDeniedError('It may not write', 'Grant it');
      }
      if (declaration.fencing === 'target' && !has('compares no fences')) {
        if (isNewerFence(target.fence, fence))
          throw new FencedError('Too late');
        target.fence = fence;
      }
      target.log.push('a change');
      return act();
    });

  const accept = (account: string, password: string) =>
    target.accept({
      account,
      password,
      madeAt: Date.now(),
      isOurs: true,
      isUsed: false,
    });

  const acting = {
    overlap: declaration.overlap,
    usage: declaration.usage,
    fencing: has('declares another fencing')
      ? ('target' as const)
      : (declaration.fencing as 'target' | 'deadline'),

    parseOptions(options: unknown): Names {
      const names = (options as Partial<Names> | undefined)?.names;
      if (!Array.isArray(names) && !has('takes any options')) {
        throw new MisconfiguredError('options.names', 'Name the accounts');
      }
      const read = { names: (names ?? ['anybody']).map(String) };
      if (read.names.some(name => name.includes('\0'))) {
        if (has('writes before it refuses')) target.writes += 1;
        throw new MisconfiguredError('A NUL', 'Use another name');
      }
      return read;
    },

    accounts: ({ names }: Names) => names.map(accountName),

    chooseAccounts({ names }: Names, current?: SecretValue): RunAccounts {
      const [first, second = first] = names.map(accountName);
      const old = current && accountName(current.reveal('username'));
      if (old === undefined) return { new: first };
      if (!names.includes(old))
        throw new MisconfiguredError('Whose?', 'Name it');
      return { old, new: old === first ? second : first };
    },

    async preflight(
      { current }: { current: SecretValue | undefined },
      { signal }: { signal: AbortSignal },
    ) {
      return connection.request(signal, () => [
        {
          code: 'memory.current',
          ok:
            has('overlooks a refused value') ||
            !current ||
            target.accepts(current),
          message:
            has('shows values') && current
              ? current.reveal('password')
              : 'Read',
          fix: 'Mend it',
        },
        {
          code: 'memory.rights',
          ok: parts.mayWrite !== false,
          message: 'Rights',
          fix: 'Grant it',
        },
      ]);
    },

    async probe(
      { value }: { value: SecretValue },
      { signal }: { signal: AbortSignal },
    ) {
      const silent = Array.from({ length: parts.silentEndpoints ?? 0 }, () => ({
        endpoint: 'silent',
        answer: has('takes silence for a refusal')
          ? ('rejected' as const)
          : ('unknown' as const),
      }));
      try {
        const isAccepted = await connection.request(signal, () =>
          target.accepts(value),
        );
        const answer = isAccepted
          ? ('accepted' as const)
          : ('rejected' as const);
        return [{ endpoint: 'endpoint 1 of 1', answer }, ...silent];
      } catch (error) {
        if (has('throws from probes')) throw error;
        return [
          { endpoint: 'endpoint 1 of 1', answer: 'unknown' as const },
          ...silent,
        ];
      }
    },

    sessions: async ({ account }: { account: AccountName }) =>
      declaration.usage === 'none'
        ? []
        : target.sessions
            .filter(
              one =>
                !one.isEnded &&
                (one.account === account || has('counts everybody')),
            )
            .map(({ id, since }) => ({ id, since })),

    async activate(
      { value, accounts }: { value: SecretValue; accounts: RunAccounts },
      context: WriteContext,
    ) {
      if (value.reveal('username') !== accounts.new) {
        throw new MisconfiguredError('Whose?', 'Name it');
      }
      if (value.reveal('password').includes('\0')) {
        throw new MisconfiguredError('A NUL', 'Start again');
      }
      await write(context, () => {
        if (has('logs values')) target.log.push(value.reveal('password'));
        if (target.accepts(value) && !has('activates again')) return;
        if (declaration.issues === 'issued' && !target.accepts(value)) return;
        const isReplaced = declaration.accounts === 'two' || !isDual;
        if (
          (isReplaced && !has('keeps what it replaces')) ||
          has('forgets the old value')
        ) {
          target.remove(
            one => has('forgets the old value') || one.account === accounts.new,
          );
        }
        accept(accounts.new, value.reveal('password'));
      });
    },

    async revoke(
      {
        account,
        keep,
        refuse,
        keptSince,
      }: {
        account: AccountName;
        keep: SecretValue;
        refuse?: SecretValue;
        keptSince?: Date;
      },
      context: WriteContext,
    ) {
      await write(context, () => {
        if (has('revokes nothing')) return;
        target.remove(
          one =>
            has('revokes everything') ||
            (one.account === account &&
              !isOf(keep, one) &&
              (declaration.accounts === 'two' ||
                !refuse ||
                isOf(refuse, one) ||
                has('revokes what is not its own'))),
        );
      });
      return write(context, () => {
        const ended = target.sessions.filter(
          one =>
            !one.isEnded &&
            declaration.oldSessions === 'ended' &&
            !has('ends no session') &&
            (has('ends every session') ||
              (one.account === account &&
                (declaration.accounts === 'two' ||
                  (keptSince !== undefined && one.since < keptSince)))),
        );
        ended.forEach(one => {
          one.isEnded = true;
        });
        return { endedSessions: ended.length };
      });
    },
  };

  if (declaration.issues === 'chosen') {
    return {
      ...acting,
      issues: 'chosen',
      generate: ({ account }) =>
        loginOf(
          account,
          has('makes one value')
            ? 'always-this'
            : randomBytes(16).toString('hex'),
        ),
    };
  }
  return {
    ...acting,
    issues: 'issued',
    async issue({ account, known, since }, context) {
      const isKnown = (one: (typeof target.credentials)[number]) =>
        known.some(value => isOf(value, one));
      await write(context, () =>
        target.remove(
          one =>
            !has('leaves orphans') &&
            (one.isOurs ||
              has('removes what others made') ||
              has('removes what is older') ||
              has('removes what is in use')) &&
            (!one.isUsed || has('removes what is in use')) &&
            (one.madeAt >= since.getTime() || has('removes what is older')) &&
            (!isKnown(one) || has('removes what is known')),
        ),
      );
      return write(context, () => {
        if (target.credentials.length >= target.room) {
          if (!has('makes room'))
            throw new MisconfiguredError('Full', 'Remove one');
          target.credentials.shift();
          target.writes += 1;
        }
        return target.add(account, true);
      });
    },
  };
}

import { inspect } from 'node:util';
import type { ProbeAnswer, WriteContext } from '../contracts/effect';
import type { Rotator, RunAccounts } from '../contracts/Rotator';
import { FencedError, MisconfiguredError, UnavailableError } from '../errors';
import { SecretValue } from '../SecretValue';

/** A session that somebody holds open with a credential. @public */
export interface ConformanceSession {
  /** Whether the target has ended it. Tries to use it, so that a session that only looks alive counts as ended. */
  isEnded(): Promise<boolean>;
  close(): Promise<void>;
}

/** One fresh secret at a real or wire-true target, and what is needed to look behind the rotator's back. @public */
export interface RotatorWorld {
  readonly rotator: Rotator;
  /** `spec.rotation.options` of the secret. */
  readonly options: unknown;
  /** What consumers use now: accepted by the target. */
  readonly current: SecretValue;
  /** A value of the right shape that belongs to none of the secret's accounts. */
  readonly foreign: SecretValue;
  /**
   * All that the target keeps about the secret's accounts (verifiers, flags, comments), read past the rotator, in a form
   * that `toEqual` compares.
   */
  look(): Promise<unknown>;
  /** Uses a value as a consumer does, until closed. */
  openSession(value: SecretValue): Promise<ConformanceSession>;
  /** The same rotator with one more endpoint, which takes connections and never answers. Patience: under a second. */
  withSilentEndpoint(): Promise<Rotator>;
  close(): Promise<void>;
}

/** The promises that a world may be unable to put to the test. @public */
export type RotatorPromise = 'silent-endpoint' | 'sessions' | 'fence' | 'dual';

/** @public */
export interface RotatorConformanceOptions {
  /**
   * Promises that this peer cannot be held to, each with the reason. They are listed as skipped under that reason and
   * must be shown on another peer.
   */
  exempt?: Partial<Record<RotatorPromise, string>>;
}

/**
 * Holds a {@link Rotator} that chooses its values to its contract. Needs the globals of Jest.
 * @param name - of the rotator, for the tests' title
 * @param createWorld - makes a secret of its own for each test
 * @public
 */
export function describeRotator(
  name: string,
  createWorld: () => Promise<RotatorWorld>,
  conformance: RotatorConformanceOptions = {},
): void {
  describe(`${name} keeps the contract of Rotator`, () => {
    let world: RotatorWorld;
    let rotator: Rotator;
    let options: unknown;
    let accounts: RunAccounts;
    let old: SecretValue;
    let next: SecretValue;

    beforeEach(async () => {
      world = await createWorld();
      rotator = world.rotator;
      options = rotator.parseOptions(world.options);
      old = world.current;
      accounts = rotator.chooseAccounts(options, old);
      next = rotator.generate({
        options,
        account: accounts.new,
        current: old,
      });
    });
    afterEach(() => world.close());

    function promise(
      code: RotatorPromise,
      title: string,
      check: () => Promise<void>,
    ) {
      const reason = conformance.exempt?.[code];
      if (reason) {
        it.skip(`${title} (exempt: ${reason})`, check);
      } else {
        it(title, check);
      }
    }

    const activate = (context = at(7, 1), value = next) =>
      rotator.activate({ options, accounts, value }, context);
    const revokeOld = (context = at(7, 1)) =>
      rotator.revoke(
        { options, account: accounts.old ?? accounts.new, keep: next },
        context,
      );
    const revokeNew = (context = at(7, 1)) =>
      rotator.revoke({ options, account: accounts.new, keep: old }, context);
    const preflight = (current: SecretValue | undefined = old) =>
      rotator.preflight({ options, accounts, current }, at(7, 1));
    const answers = async (
      value: SecretValue,
      asked = rotator,
    ): Promise<ProbeAnswer[]> =>
      (await asked.probe({ options, value }, at(7, 1))).map(
        ({ answer }) => answer,
      );
    const expectAnswer = async (value: SecretValue, answer: ProbeAnswer) =>
      expect(new Set(await answers(value))).toEqual(new Set([answer]));
    const expectUntouched = async (act: () => unknown) => {
      const before = await world.look();
      await act();
      expect(await world.look()).toEqual(before);
    };

    it('refuses options of a wrong shape and says how to mend them', () => {
      const errors = [undefined, null, 'text', { unknown: 1 }].map(wrong =>
        thrownBy(() => rotator.parseOptions(wrong)),
      );
      for (const error of errors) {
        expect(error).toBeInstanceOf(MisconfiguredError);
        expect((error as MisconfiguredError).fix).not.toBe('');
      }
    });

    it('chooses the accounts from the options and the current value alone', async () => {
      await expectUntouched(() => {
        expect(rotator.chooseAccounts(options, old)).toEqual(accounts);
        expect(rotator.accounts(options)).toEqual(
          expect.arrayContaining([accounts.old, accounts.new]),
        );
        expect(rotator.chooseAccounts(options, next).old).toBe(accounts.new);
        expect(rotator.chooseAccounts(options, undefined).old).toBeUndefined();
      });
    });

    it('refuses a current value that belongs to none of the accounts', () => {
      expect(
        thrownBy(() => rotator.chooseAccounts(options, world.foreign)),
      ).toBeInstanceOf(MisconfiguredError);
    });

    it('generates a new value each time, keeps the other fields, and touches nothing', async () => {
      await expectUntouched(() => {
        const another = rotator.generate({
          options,
          account: accounts.new,
          current: old,
        });
        expect(another.equals(next)).toBe(false);
        expect(new Set(next.fieldNames)).toEqual(new Set(old.fieldNames));
        expect(next.secretFieldNames.length).toBeGreaterThan(0);
        for (const field of next.secretFieldNames) {
          expect(next.reveal(field)).not.toBe(old.reveal(field));
        }
      });
    });

    it('passes its own preflight on a healthy target, and writes nothing', async () => {
      await expectUntouched(async () => {
        const checks = await preflight();
        expect(checks.length).toBeGreaterThan(0);
        expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      });
    });

    it('names a refused current value in preflight, with what to do', async () => {
      const failed = (await preflight(withOtherSecret(old))).filter(
        ({ ok }) => !ok,
      );
      expect(failed).toEqual([
        expect.objectContaining({ fix: expect.stringMatching(/./) }),
      ]);
    });

    it('probes accepted and rejected for what they are, and touches nothing', async () => {
      await expectUntouched(async () => {
        await expectAnswer(old, 'accepted');
        await expectAnswer(withOtherSecret(old), 'rejected');
        await expectAnswer(next, 'rejected');
      });
    });

    promise(
      'silent-endpoint',
      'probes unknown where an endpoint does not answer, for a wrong value too',
      async () => {
        const partly = await world.withSilentEndpoint();
        expect((await answers(old, partly)).sort()).toEqual(
          [...(await answers(old)), 'unknown'].sort(),
        );
        expect(await answers(withOtherSecret(old), partly)).toContain(
          'unknown',
        );
      },
    );

    it('probes unknown, without throwing, when its time is over', async () => {
      const context = { signal: AbortSignal.abort() };
      const probes = await rotator.probe({ options, value: old }, context);
      expect(probes.length).toBeGreaterThan(0);
      expect(new Set(probes.map(({ answer }) => answer))).toEqual(
        new Set(['unknown']),
      );
    });

    it('makes the target accept the new value', async () => {
      await activate();
      await expectAnswer(next, 'accepted');
    });

    promise('dual', 'leaves the old value accepted', async () => {
      expect(rotator.overlap).toBe('dual');
      await activate();
      await expectAnswer(old, 'accepted');
    });

    it('activates twice as once: what the target keeps does not change', async () => {
      await activate();
      await expectUntouched(() => activate());
      await activate(at(7, 2));
      await expectAnswer(next, 'accepted');
    });

    promise('sessions', 'ends no session when it activates', async () => {
      await activate();
      const sessions = [
        await world.openSession(old),
        await world.openSession(next),
      ];
      await activate(at(7, 2));
      for (const session of sessions) {
        expect(await session.isEnded()).toBe(false);
        await session.close();
      }
    });

    promise(
      'fence',
      'refuses a stale activate, which changes nothing',
      async () => {
        expect(rotator.fencing).toBe('target');
        await activate(at(7, 2));
        await revokeNew(at(8, 1));
        for (const stale of [at(7, 2), at(7, 9), at(6, 3)]) {
          await expectUntouched(() =>
            expect(activate(stale)).rejects.toThrow(FencedError),
          );
        }
        await expectAnswer(next, 'rejected');
        await activate(at(8, 1));
        await expectAnswer(next, 'accepted');
      },
    );

    promise(
      'fence',
      'refuses a stale activate of an accepted value too',
      async () => {
        await activate(at(7, 2));
        await expectUntouched(() =>
          expect(activate(at(7, 1))).rejects.toThrow(FencedError),
        );
      },
    );

    promise(
      'fence',
      'refuses a stale revoke, which changes nothing',
      async () => {
        await activate(at(7, 2));
        const session = await world.openSession(old);
        await expectUntouched(() =>
          expect(revokeOld(at(7, 1))).rejects.toThrow(FencedError),
        );
        await expectUntouched(() =>
          expect(revokeNew(at(6, 9))).rejects.toThrow(FencedError),
        );
        await expectAnswer(old, 'accepted');
        await expectAnswer(next, 'accepted');
        expect(await session.isEnded()).toBe(false);
        await session.close();
      },
    );

    it('makes the target refuse the old value and keeps the new one', async () => {
      await activate();
      await revokeOld();
      await expectAnswer(old, 'rejected');
      await expectAnswer(next, 'accepted');
    });

    it('revokes twice as once', async () => {
      await activate();
      await revokeOld();
      await expectUntouched(async () =>
        expect(await revokeOld()).toEqual({ endedSessions: 0 }),
      );
    });

    promise(
      'sessions',
      'lists the sessions of an account, then ends those that are left on it alone',
      async () => {
        await activate();
        const left = await world.openSession(old);
        const moved = await world.openSession(next);
        const account = accounts.old ?? accounts.new;
        const listed = await rotator.sessions({ options, account }, at(7, 1));
        expect(listed).toHaveLength(1);

        expect(await revokeOld()).toEqual({ endedSessions: 1 });
        expect(await left.isEnded()).toBe(true);
        expect(await moved.isEnded()).toBe(false);
        expect(await rotator.sessions({ options, account }, at(7, 1))).toEqual(
          [],
        );
        await left.close();
        await moved.close();
      },
    );

    it('can turn back before the old value is revoked', async () => {
      await activate();
      await revokeNew();
      await expectAnswer(next, 'rejected');
      await expectAnswer(old, 'accepted');
    });

    it('rotates back to the first account afterwards', async () => {
      await activate();
      await revokeOld();
      const back = rotator.chooseAccounts(options, next);
      const third = rotator.generate({
        options,
        account: back.new,
        current: next,
      });
      await rotator.activate(
        { options, accounts: back, value: third },
        at(8, 1),
      );
      await expectAnswer(third, 'accepted');
      await expectAnswer(next, 'accepted');
      await expectAnswer(old, 'rejected');
    });

    it('stops as unavailable, changing nothing, when its time is over', async () => {
      const over = { ...at(7, 1), signal: AbortSignal.abort() };
      await expectUntouched(async () => {
        await expect(activate(over)).rejects.toThrow(UnavailableError);
        await expect(revokeOld(over)).rejects.toThrow(UnavailableError);
      });
    });

    it('shows no value in what it returns, throws or is', async () => {
      const shown: unknown[] = [rotator, next, options, accounts];
      shown.push(await preflight(), await preflight(withOtherSecret(old)));
      await activate(at(8, 1));
      shown.push(await rotator.probe({ options, value: next }, at(8, 1)));
      for (const fail of [
        () => activate(at(7, 1)),
        () => revokeOld(at(7, 1)),
        () => activate({ ...at(9, 1), signal: AbortSignal.abort() }),
        () => activate(at(9, 1), world.foreign),
      ]) {
        shown.push(await fail().catch(error => error));
      }
      const account = accounts.new;
      shown.push(await rotator.sessions({ options, account }, at(9, 1)));
      shown.push(await revokeOld(at(9, 1)));

      const text = shown.map(printed).join('\n');
      for (const value of [old, next, world.foreign]) {
        for (const field of value.secretFieldNames) {
          for (const form of formsOf(value.reveal(field))) {
            expect(text).not.toContain(form);
          }
        }
      }
    });
  });
}

function at(run: number, epoch: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}

/** The same account with secrets that nobody set. */
function withOtherSecret(value: SecretValue): SecretValue {
  return SecretValue.of(
    Object.fromEntries(
      value.fieldNames.map(name => {
        const secret = value.secretFieldNames.includes(name);
        const text = value.reveal(name);
        return [name, { value: secret ? `not-${text.length}` : text, secret }];
      }),
    ),
  );
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

function printed(what: unknown): string {
  const deep = inspect(what, { depth: 20, showHidden: true });
  const stack = what instanceof Error ? what.stack ?? '' : '';
  return [deep, stack, JSON.stringify(what)].join('\n');
}

function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  return [
    text,
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(text),
  ];
}

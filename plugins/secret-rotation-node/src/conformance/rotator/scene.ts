import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type {
  PreflightCheck,
  ProbeAnswer,
  WriteContext,
} from '../../contracts/effect';
import type {
  AccountName,
  CredentialSession,
  Rotator,
  RunAccounts,
} from '../../contracts/Rotator';
import type { RotatorDeclaration } from '../../contracts/RotatorDeclaration';
import { UnavailableError } from '../../errors';
import type { SecretValue } from '../../SecretValue';
import { expectNoTextIn } from '../cases/printed';
import { nameOf, thrownBy } from '../cases/thrownBy';
import { secretTexts, withOtherSecrets } from './values';
import type { RotatorWorld } from './world';

const MINUTE_MS = 60_000;
const PATIENCE_MS = 30_000;
const PAUSE_MS = 50;

type Revoked = Awaited<ReturnType<Rotator['revoke']>>;

/** One case's secret in the middle of a run: the old value is in use, the new one is not made yet. */
export class Scene<W extends RotatorWorld = RotatorWorld> {
  readonly world: W;
  readonly declaration: RotatorDeclaration;
  readonly rotator: Rotator;
  readonly options: unknown;
  readonly accounts: RunAccounts;
  readonly old: SecretValue;
  /** When the run began. */
  readonly since = new Date(Date.now() - MINUTE_MS);
  #next: SecretValue | undefined;

  constructor(
    world: W,
    declaration: RotatorDeclaration,
    old: SecretValue = world.current,
  ) {
    this.world = world;
    this.declaration = declaration;
    this.rotator = world.rotator;
    this.options = this.rotator.parseOptions(world.options);
    this.old = old;
    this.accounts = this.rotator.chooseAccounts(this.options, old);
  }

  /** The account whose credential a forward run refuses at its end. */
  get oldAccount(): AccountName {
    return this.accounts.old ?? this.accounts.new;
  }

  /** The new value. @throws AssertionError before it is made */
  get next(): SecretValue {
    assert.ok(this.#next, 'The new value was not made yet');
    return this.#next;
  }

  /** A value of the old account that the target refuses. */
  get refused(): SecretValue {
    return this.world.refused ?? withOtherSecrets(this.old, 'nobody-set-me');
  }

  /** Makes a value, or has the target issue one. */
  async make({
    context = at(7, 1),
    rotator = this.rotator,
    known = [this.old],
    since = this.since,
  }: {
    context?: WriteContext;
    rotator?: Rotator;
    known?: readonly SecretValue[];
    since?: Date;
  } = {}): Promise<SecretValue> {
    const { options, accounts, old: current } = this;
    const input = { options, account: accounts.new, current };
    this.#next =
      rotator.issues === 'chosen'
        ? await rotator.generate(input)
        : await rotator.issue({ ...input, known, since }, context);
    return this.#next;
  }

  async activate(
    context = at(7, 1),
    { rotator = this.rotator, value = this.next } = {},
  ): Promise<void> {
    const { options, accounts } = this;
    await rotator.activate({ options, accounts, value }, context);
    if (this.world.loadsOnceActivated) await this.#everybodyUses(value);
  }

  async makeAndActivate(context = at(7, 1)): Promise<void> {
    await this.make({ context });
    await this.activate(context);
  }

  async revokeOld(
    context = at(7, 1),
    {
      rotator = this.rotator,
      keptSince,
    }: { rotator?: Rotator; keptSince?: Date } = {},
  ): Promise<Revoked> {
    const { options, oldAccount: account, next: keep, old: refuse } = this;
    await this.#everybodyUses(keep);
    const input = { options, account, keep, refuse, keptSince };
    return rotator.revoke(input, context);
  }

  /** What a rollback does at its end. */
  async revokeNew(
    context = at(7, 1),
    rotator = this.rotator,
  ): Promise<Revoked> {
    const { options, old: keep, next: refuse } = this;
    await this.#everybodyUses(keep);
    const account = this.accounts.new;
    return rotator.revoke({ options, account, keep, refuse }, context);
  }

  async preflight(
    current = this.old,
    rotator = this.rotator,
  ): Promise<PreflightCheck[]> {
    const { options, accounts } = this;
    return rotator.preflight({ options, accounts, current }, at(7, 1));
  }

  async sessions(account: AccountName): Promise<CredentialSession[]> {
    return this.rotator.sessions({ options: this.options, account }, at(7, 1));
  }

  async answers(
    value: SecretValue,
    rotator = this.rotator,
    signal = at(7, 1).signal,
  ): Promise<ProbeAnswer[]> {
    const { options } = this;
    const probes = await rotator.probe({ options, value }, { signal });
    return probes.map(({ answer }) => answer);
  }

  /**
   * Expects the same answer at every endpoint. On a busy machine an endpoint may be too slow to say anything: then it is
   * asked again.
   */
  async expectAnswer(value: SecretValue, answer: ProbeAnswer): Promise<void> {
    const began = Date.now();
    const waits = (given: ProbeAnswer) =>
      given !== answer &&
      Date.now() - began <
        (given === 'unknown' ? PATIENCE_MS : this.world.settlesMs ?? 0);
    let answers = await this.#told(value);
    while (answers.some(waits)) {
      await delay(PAUSE_MS);
      answers = await this.#told(value);
    }
    assert.deepEqual([...new Set(answers)], [answer]);
  }

  /** Expects that a value which was just replaced is refused, or stays until the next rotation as declared. */
  async expectReplaced(value: SecretValue): Promise<void> {
    const stays = this.declaration.staysUntilNext === true;
    await this.expectAnswer(value, stays ? 'accepted' : 'rejected');
  }

  /** Expects that the target keeps after an act what it kept before. */
  async expectUntouched<T>(act: () => T | Promise<T>): Promise<T> {
    const before = await this.world.look();
    const result = await act();
    const isSame = isDeepStrictEqual(await this.world.look(), before);
    // What differs is not printed: a target keeps hashes.
    assert.ok(isSame, 'What the target keeps has changed');
    return result;
  }

  /** Expects a kind of error, one line of text where it is for people, and no value in it. */
  async expectError(
    promise: Promise<unknown>,
    kind: abstract new (...given: never[]) => Error,
  ): Promise<Error> {
    const error = await thrownBy(promise);
    this.expectNoValueIn(error);
    assert.ok(
      error instanceof kind,
      `${kind.name} was due, and came ${nameOf(error)}`,
    );
    assert.ok(error.message && !error.message.includes('\n'));
    if ('fix' in error) assert.ok(error.fix, 'The error has no fix');
    return error;
  }

  /** Expects failed checks, each with what to do. */
  expectFailed(checks: readonly PreflightCheck[]): void {
    const failed = checks.filter(({ ok }) => !ok);
    assert.ok(failed.length > 0, 'No check failed');
    assert.ok(failed.every(({ fix }) => fix));
    assert.ok(checks.every(({ message }) => !message.includes('\n')));
    this.expectNoValueIn(checks);
  }

  /** Expects that nothing printable of something shows a secret text of this case. */
  expectNoValueIn(something: unknown): void {
    const { world, refused } = this;
    const values = [this.old, this.#next, world.foreign, refused];
    expectNoTextIn(
      something,
      values.flatMap(value => (value ? secretTexts(value) : [])),
    );
  }

  /** Tries again what a lost connection may keep from its effect for a moment. */
  async untilAvailable<T>(act: () => Promise<T>): Promise<T> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof UnavailableError) || Date.now() > until)
          throw error;
        await delay(PAUSE_MS);
      }
    }
  }

  /** What the target says to a value: by the rotator, or past it where the rotator cannot ask. */
  async #told(value: SecretValue): Promise<ProbeAnswer[]> {
    if (this.declaration.probing !== 'none') return this.answers(value);
    assert.ok(this.world.accepts, 'The world has no accepts: give it one');
    return [(await this.world.accepts(value)) ? 'accepted' : 'rejected'];
  }

  /** Before anything is refused, consumers have loaded what stays. */
  async #everybodyUses(value: SecretValue): Promise<void> {
    await this.world.load?.(value);
  }
}

/** A context that no deadline ends. */
export function at(run: number, epoch: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}

/** A context whose time is over. */
export function overAt(run: number, epoch: number): WriteContext {
  return { ...at(run, epoch), signal: AbortSignal.abort() };
}

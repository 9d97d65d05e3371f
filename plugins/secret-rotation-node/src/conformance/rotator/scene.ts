import { inspect } from 'node:util';
import type {
  PreflightCheck,
  ProbeAnswer,
  WriteContext,
} from '../../contracts/effect';
import type {
  AccountName,
  ChosenRotator,
  RunAccounts,
} from '../../contracts/Rotator';
import { SecretValue } from '../../SecretValue';
import type { RotatorWorld } from './world';

/** One test's secret, halfway through a run: the old value is in use, the new one is made and not yet active. */
export class Scene {
  readonly world: RotatorWorld;
  readonly rotator: ChosenRotator;
  readonly options: unknown;
  readonly accounts: RunAccounts;
  readonly old: SecretValue;
  readonly next: SecretValue;

  constructor(world: RotatorWorld) {
    this.world = world;
    this.rotator = world.rotator;
    this.options = this.rotator.parseOptions(world.options);
    this.old = world.current;
    this.accounts = this.rotator.chooseAccounts(this.options, this.old);
    this.next = this.generate();
  }

  /** The account whose credential a forward run refuses at its end. */
  get oldAccount(): AccountName {
    return this.accounts.old ?? this.accounts.new;
  }

  generate(): SecretValue {
    const { options, accounts, old } = this;
    const account = accounts.new;
    return this.rotator.generate({ options, account, current: old });
  }

  async activate(context = at(7, 1), value = this.next): Promise<void> {
    const { options, accounts } = this;
    return this.rotator.activate({ options, accounts, value }, context);
  }

  async revokeOld(context = at(7, 1)): Promise<{ endedSessions: number }> {
    const { options, oldAccount: account, next: keep } = this;
    return this.rotator.revoke({ options, account, keep }, context);
  }

  /** What a rollback does at its end. */
  async revokeNew(context = at(7, 1)): Promise<{ endedSessions: number }> {
    const { options, old: keep } = this;
    const account = this.accounts.new;
    return this.rotator.revoke({ options, account, keep }, context);
  }

  async preflight(current = this.old): Promise<PreflightCheck[]> {
    const { options, accounts } = this;
    return this.rotator.preflight({ options, accounts, current }, at(7, 1));
  }

  async sessions(account: AccountName) {
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

  /** Expects the same answer at every endpoint. */
  async expectAnswer(value: SecretValue, answer: ProbeAnswer): Promise<void> {
    expect(new Set(await this.answers(value))).toEqual(new Set([answer]));
  }

  /** Expects that the target keeps after an act what it kept before. */
  async expectUntouched(act: () => unknown): Promise<void> {
    const before = await this.world.look();
    await act();
    expect(await this.world.look()).toEqual(before);
  }

  /** Expects that nothing printable of something shows a secret text of this test. */
  expectNoValueIn(something: unknown): void {
    const printed = [
      inspect(something, { depth: Infinity, showHidden: true }),
      JSON.stringify(something) ?? '',
      String(something),
      something instanceof Error ? something.stack ?? '' : '',
    ].join('\n');
    for (const value of [this.old, this.next, this.world.foreign]) {
      for (const form of value.secretFieldNames.flatMap(name =>
        formsOf(value.reveal(name)),
      )) {
        // Compared by hand: a failing matcher would print the value.
        expect(printed.includes(form)).toBe(false);
      }
    }
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

/** The same account with secrets that nobody set. */
export function withOtherSecret(value: SecretValue): SecretValue {
  return SecretValue.of(
    Object.fromEntries(
      value.fieldNames.map(name => {
        const secret = value.secretFieldNames.includes(name);
        return [
          name,
          { value: secret ? 'nobody-set-me' : value.reveal(name), secret },
        ];
      }),
    ),
  );
}

/** What a function throws, `undefined` when it does not. */
export function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

function formsOf(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    bytes.toString('base64').slice(0, -4),
    bytes.toString('hex'),
  ];
}

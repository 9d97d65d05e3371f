import type {
  AccountName,
  EndpointProbe,
  SecretValue,
  WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { InMemoryTarget } from '../../__testUtils__/InMemoryTarget';
import type { Agenda } from './Agenda';
import type { Randomness } from './Randomness';

/** Told of every change of what the target accepts. */
export interface TargetWatch {
  /** Before the change, with the value that is to be set, or the one that is to go on being accepted. */
  onWrite(
    name: 'activate' | 'revoke',
    value: SecretValue,
    context: WriteContext,
  ): void;
  onChange(): void;
}

/** A target with two endpoints: what the first was told, the second hears a little later. A stand-in. */
export class SimulatedTarget extends InMemoryTarget {
  /** Nobody can be asked, nothing arrives. */
  isDark = false;
  /** The second endpoint is cut off: it answers nobody and hears no news. */
  isReplicaCutOff = false;
  #isReplicaSilent = false;
  readonly #replica = new Map<string, string>();
  readonly #agenda: Agenda;
  readonly #random: Randomness;
  readonly #watch: TargetWatch;

  constructor(agenda: Agenda, random: Randomness, watch: TargetWatch) {
    super();
    this.#agenda = agenda;
    this.#random = random;
    this.#watch = watch;
  }

  /** Both endpoints know what the first one knows. */
  catchUp(): void {
    this.#replica.clear();
    for (const [login, password] of this.passwords)
      this.#replica.set(login, password);
    this.#watch.onChange();
  }

  /** Whether every endpoint accepts a value. */
  acceptsEverywhere(value: SecretValue): boolean {
    return this.accepts(value) && this.#replicaAccepts(value);
  }

  /** The logins that some endpoint accepts, in alphabetical order. */
  openLogins(): string[] {
    return [
      ...new Set([...this.passwords.keys(), ...this.#replica.keys()]),
    ].sort();
  }

  override async activate(
    input: { value: SecretValue },
    context: WriteContext,
  ): Promise<void> {
    await super.activate(input, context);
    this.#watch.onWrite('activate', input.value, context);
    this.#spread();
  }

  override async revoke(
    input: { account: AccountName; keep: SecretValue },
    context: WriteContext,
  ) {
    const ended = await super.revoke(input, context);
    this.#watch.onWrite('revoke', input.keep, context);
    this.#spread();
    return ended;
  }

  override async probe({
    value,
  }: {
    value: SecretValue;
  }): Promise<EndpointProbe[]> {
    const answer = (isAccepted: boolean, isSilent: boolean) => {
      if (isSilent) return 'unknown' as const;
      return isAccepted ? ('accepted' as const) : ('rejected' as const);
    };
    return [
      {
        endpoint: 'endpoint 1 of 2',
        answer: answer(this.accepts(value), this.isDark),
      },
      {
        endpoint: 'endpoint 2 of 2',
        answer: answer(
          this.#replicaAccepts(value),
          this.isDark || this.isReplicaCutOff || this.#isReplicaSilent,
        ),
      },
    ];
  }

  #spread(): void {
    this.#watch.onChange();
    if (this.isReplicaCutOff) return;
    if (this.#random.chance(0.8)) {
      this.catchUp();
      return;
    }
    // It hears of the change later, and until then it may be too busy to answer anybody.
    this.#isReplicaSilent = this.#random.chance(0.5);
    this.#agenda.add(this.#random.between(10, 8_000), () => {
      this.#isReplicaSilent = false;
      if (!this.isReplicaCutOff) this.catchUp();
    });
  }

  #replicaAccepts(value: SecretValue): boolean {
    return (
      this.#replica.get(value.public('username') ?? '') ===
      value.reveal('password')
    );
  }
}

import { EffectGate } from '../../engine/EffectGate';
import { Engine } from '../../engine/Engine';
import type { Failpoints } from '../../engine/failpoints';
import type { Timers } from '../../engine/Timers';
import { Worker } from '../../engine/Worker';
import type { RotationConfiguration } from '../../configuration';
import type { ConsumerSource } from '../../engine/StepContext';
import type { Clock } from '../../ledger/DatabaseClock';
import type { Ledger } from '../../ledger/Ledger';
import type { RunRow } from '../../ledger/rows';
import type { Rules } from '../../workflow/rules';
import type { Agenda, Owner } from './Agenda';
import type { Randomness } from './Randomness';
import type { Story } from './Story';

/** What a process is given of the world. */
export interface Surroundings {
  readonly agenda: Agenda;
  readonly random: Randomness;
  readonly story: Story;
  readonly rules: Rules;
  /** The share of failpoints at which it is killed. */
  crashShare(): number;
  ledgerOf(process: SimulatedProcess): Ledger;
  configurationOf(process: SimulatedProcess): RotationConfiguration;
  consumerSourceOf(process: SimulatedProcess): ConsumerSource;
}

/** How long a stopped process stands, in ms: a moment, near the lease's end, well past it, into another run. */
const STALLS = [500, 29_000, 45_000, 300_000];

/** One replica: the real worker and engine, in a process that may be killed or stopped anywhere. */
export class SimulatedProcess implements Owner {
  readonly name: string;
  readonly worker: Worker;
  isAlive = true;
  stalledUntil = 0;
  readonly #surroundings: Surroundings;
  readonly #onCrash: (process: SimulatedProcess) => void;

  constructor(
    name: string,
    surroundings: Surroundings,
    onCrash: (process: SimulatedProcess) => void,
  ) {
    this.#onCrash = onCrash;
    this.name = name;
    this.#surroundings = surroundings;
    const { agenda, rules } = surroundings;
    const clock: Clock = {
      sync: async () => agenda.now,
      now: () => agenda.now,
    };
    const timers = timersOf(agenda, this);
    const ledger = surroundings.ledgerOf(this);
    const configuration = surroundings.configurationOf(this);
    const { leaseMs, concurrency, patience, labels } = configuration.worker;
    const deadlineMs = leaseMs / 2;
    const logger = surroundings.story.logger(name);
    const failpoints: Failpoints = { hit: place => this.#pass(place) };
    const touch = (run: RunRow) => this.worker.touch(run.id, run.epoch);
    const engine = new Engine({
      ledger,
      clock,
      configuration,
      consumerSource: surroundings.consumerSourceOf(this),
      gate: new EffectGate({
        failpoints,
        logger,
        deadlineMs,
        timers,
      }),
      failpoints,
      patience,
      rules,
      logger,
      onCommit: touch,
      onEffect: touch,
    });
    this.worker = new Worker({
      ledger,
      clock,
      logger,
      name,
      leaseMs,
      concurrency,
      labels,
      deadlineMs,
      patienceMs: leaseMs,
      timers,
      advance: (run, departure) => engine.advance(run, departure),
    });
  }

  /** Stops it for a while, as SIGSTOP does. What it sent is on its way all the same. */
  stall(): void {
    const { agenda, random, story } = this.#surroundings;
    const ms = random.pick(STALLS);
    this.stalledUntil = Math.max(this.stalledUntil, agenda.now + ms);
    story.tell(() => `${this.name} is stopped for ${ms / 1000} s`);
  }

  /** Kills it. */
  crash(place: string): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#surroundings.story.tell(() => `${this.name} is killed ${place}`);
    this.#onCrash(this);
  }

  #pass(place: string): void {
    const { random, crashShare } = this.#surroundings;
    if (random.chance(crashShare())) this.crash(`at ${place}`);
  }
}

/** The time of a process: it stands while the process does, and what was due then comes when it goes on. */
function timersOf(agenda: Agenda, owner: Owner): Timers {
  return {
    now: () => agenda.now,
    after: (ms, act) => agenda.add(ms, act, owner),
    every(ms, act) {
      let cancel = () => {};
      const again = () => {
        cancel = agenda.add(
          ms,
          () => {
            again();
            act();
          },
          owner,
        );
      };
      again();
      return () => cancel();
    },
  };
}

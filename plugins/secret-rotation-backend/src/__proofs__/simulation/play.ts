import { isOpen } from '@keyturn/backstage-plugin-secret-rotation-common';
import { CALM, drawMood } from './Mood';
import type { Persons } from './Persons';
import type { Replicas } from './Replicas';
import { World, type Seed } from './World';

/** How long there is trouble at most, and how much happens in it at most. */
const TROUBLE = { ms: 12 * 60_000, events: 800 };
/** Within which, all being well, everything comes to its end. */
const PEACE = { ms: 6 * 3_600_000, events: 6_000 };

/** What came of a world. */
export interface Course {
  readonly seed: number;
  /** What must never be and was. */
  readonly violation: string | undefined;
  readonly story: readonly string[];
  readonly events: number;
  readonly runs: number;
}

/** The course of one world: trouble, then peace. */
class Play {
  events = 0;
  readonly #world: World;
  readonly #replicas: Replicas;
  readonly #persons: Persons;

  constructor(world: World, replicas: Replicas, persons: Persons) {
    this.#world = world;
    this.#replicas = replicas;
    this.#persons = persons;
  }

  /** Some runs, while anything may happen. */
  async trouble(): Promise<void> {
    const { agenda, random, network, oracle, disturbances } = this.#world;
    const runs = random.between(1, 2);
    let strikes = random.between(0, 8);
    network.mood = drawMood(random);
    network.onCall = () => {
      if (strikes === 0 || !random.chance(network.mood.disturbed)) return;
      strikes -= 1;
      agenda.add(random.between(0, 20), () => {
        if (network.mood === CALM) return undefined;
        return random.chance(0.3)
          ? this.#persons.meddle()
          : disturbances.strike();
      });
    };
    const begin = () => this.#persons.start();
    agenda.add(0, begin);
    oracle.onRun = run => {
      this.#replicas.onRun(run);
      this.#persons.onRun(run);
      if (!isOpen(run.state) && oracle.records.runs.size < runs)
        agenda.add(random.pick([0, 5_000, 90_000]), begin);
    };
    const isOver = () =>
      oracle.records.runs.size >= runs && oracle.records.open === undefined;
    await this.#until(isOver, TROUBLE);
  }

  /** All is well: what is open ends, and one more rotation succeeds. */
  async peace(): Promise<void> {
    const { network, oracle, disturbances, story } = this.#world;
    const { records } = oracle;
    if (oracle.violation) return;
    story.tell(() => 'all is well from now on');
    network.mood = CALM;
    network.onCall = () => {};
    disturbances.heal();
    this.#replicas.wake();
    oracle.onRun = run => {
      this.#replicas.onRun(run);
      this.#persons.onRun(run, () => disturbances.heal());
    };
    this.#persons.beReasonable(records.open);
    if (!(await this.#until(() => records.open === undefined, PEACE))) return;
    await this.#persons.start();
    const last = records.latest;
    if (!(await this.#until(() => records.open === undefined, PEACE))) return;
    const ended = last && records.runs.get(last.id);
    if (ended?.state !== 'succeeded') {
      oracle.broken(
        `All is well and the last run is ${ended?.state}: ${ended?.result}`,
      );
    }
    // Whatever is still on its way arrives.
    await this.#until(() => false, { ms: 3_600_000, events: 200 });
  }

  /** @returns whether it came to that */
  async #until(
    isSo: () => boolean,
    limit: { ms: number; events: number },
  ): Promise<boolean> {
    const { agenda, oracle } = this.#world;
    const last = {
      at: agenda.now + limit.ms,
      event: this.events + limit.events,
    };
    while (oracle.violation === undefined) {
      if (isSo()) return true;
      if (agenda.now > last.at || this.events > last.event) return false;
      if (!(await agenda.next())) return false;
      this.events += 1;
      oracle.check();
    }
    return false;
  }
}

/**
 * Lets a world run its course. First there is trouble; then all is made well and everything must come to its end, and
 * a last rotation must succeed.
 */
export async function play(seed: Seed): Promise<Course> {
  const world = new World(seed);
  const { replicas, persons } = await world.inhabit();
  const course = new Play(world, replicas, persons);
  await course.trouble();
  await course.peace();
  return {
    seed: seed.seed,
    violation: world.oracle.violation,
    story: world.story.lines,
    events: course.events,
    runs: world.oracle.records.runs.size,
  };
}

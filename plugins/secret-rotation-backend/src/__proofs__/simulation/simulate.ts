import type { Guards } from '../guards';
import { play, type Course } from './play';
import { SimulatedDatabase } from './SimulatedDatabase';

/** What many worlds came to. */
export interface Simulation {
  readonly seeds: number;
  /** Worlds in which something was that must never be, without their stories. */
  readonly violations: readonly Course[];
  readonly events: number;
  readonly runs: number;
}

/** Plays worlds one after the other, on one database. */
export async function simulate(options: {
  from: number;
  seeds: number;
  guards: Guards;
  /** Stop at the first violation. */
  untilFound?: boolean;
}): Promise<Simulation> {
  const { from, guards } = options;
  const database = await SimulatedDatabase.create(guards);
  const violations: Course[] = [];
  let events = 0;
  let runs = 0;
  let seeds = 0;
  try {
    while (seeds < options.seeds) {
      const course = await play({
        seed: from + seeds,
        database,
        guards,
        tells: false,
      });
      seeds += 1;
      events += course.events;
      runs += course.runs;
      if (course.violation === undefined) continue;
      violations.push(course);
      if (options.untilFound) break;
    }
  } finally {
    await database.close();
  }
  return { seeds, violations, events, runs };
}

/** Plays one world and keeps its story. */
export async function replay(seed: number, guards: Guards): Promise<Course> {
  const database = await SimulatedDatabase.create(guards);
  try {
    return await play({ seed, database, guards, tells: true });
  } finally {
    await database.close();
  }
}

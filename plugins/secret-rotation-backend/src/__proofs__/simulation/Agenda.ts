import type { Cancel } from '../../engine/Timers';

/** Whose turn it is when an entry comes up. */
export interface Owner {
  /** What the dead had planned does not happen. */
  readonly isAlive: boolean;
  /** Until then what was planned waits, as in a process that was stopped. */
  readonly stalledUntil: number;
}

interface Entry {
  at: number;
  readonly order: number;
  readonly owner?: Owner;
  act(): void | Promise<void>;
}

/**
 * Virtual time: everything that will happen, by its instant and then by the order in which it was planned. One thing
 * happens at a time, and the next begins when nothing more follows from it, so that a world has one course.
 */
export class Agenda {
  #now: number;
  #order = 0;
  readonly #entries: Entry[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  /** The instant, in ms. */
  get now(): number {
    return this.#now;
  }

  /** Plans something `ms` from now. */
  add(ms: number, act: () => void | Promise<void>, owner?: Owner): Cancel {
    this.#order += 1;
    const entry = { at: this.#now + ms, order: this.#order, owner, act };
    this.#put(entry);
    return () => {
      const index = this.#entries.indexOf(entry);
      if (index >= 0) this.#entries.splice(index, 1);
    };
  }

  /** Lets the next thing happen. @returns false when nothing is planned any more */
  async next(): Promise<boolean> {
    const entry = this.#entries.shift();
    if (!entry) return false;
    const { owner } = entry;
    if (owner && !owner.isAlive) return true;
    if (owner && owner.stalledUntil > entry.at) {
      entry.at = owner.stalledUntil;
      this.#put(entry);
      return true;
    }
    this.#now = entry.at;
    await entry.act();
    // Promises settle before the next tick: nothing is under way then but what is planned here.
    await new Promise<void>(resolve => {
      process.nextTick(resolve);
    });
    return true;
  }

  #put(entry: Entry): void {
    let index = this.#entries.length;
    while (index > 0 && isLater(this.#entries[index - 1], entry)) index -= 1;
    this.#entries.splice(index, 0, entry);
  }
}

function isLater(one: Entry, other: Entry): boolean {
  return one.at === other.at ? one.order > other.order : one.at > other.at;
}

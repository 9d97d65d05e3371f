import type { Cancel, Timers } from '../engine/Timers';

interface Planned {
  at: number;
  /** Absent: once. */
  readonly everyMs?: number;
  act(): void;
}

/** A process's time that a test moves. */
export class ManualTimers implements Timers {
  #now = 0;
  readonly #planned = new Set<Planned>();

  now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): Cancel {
    if (ms <= 0) {
      act();
      return () => {};
    }
    return this.#plan({ at: this.#now + ms, act });
  }

  every(ms: number, act: () => void): Cancel {
    return this.#plan({ at: this.#now + ms, everyMs: ms, act });
  }

  /** Lets time pass; what comes up meanwhile acts in its order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#planned]
        .filter(({ at }) => at <= end)
        .sort((one, other) => one.at - other.at);
      if (!next) break;
      this.#now = next.at;
      if (next.everyMs === undefined) this.#planned.delete(next);
      else next.at += next.everyMs;
      next.act();
    }
    this.#now = end;
  }

  #plan(planned: Planned): Cancel {
    this.#planned.add(planned);
    return () => this.#planned.delete(planned);
  }
}

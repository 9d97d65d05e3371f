import { setTimeout as delay } from 'node:timers/promises';
import type { TargetPool } from './TargetPool';

const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 50;
const PAUSE_AFTER_FAILURE_MS = 250;

/** Queries the target all the time, on several connections at once. @internal */
export class QueryLoad {
  readonly #workers: Promise<void>[];
  #stopping = false;
  #lastWasServed = false;

  /**
   * @param workers - how many queries may run at once
   * @param pool - where the next query goes; no pool, no query
   */
  constructor(workers: number, pool: () => TargetPool | undefined) {
    const step = (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS) / Math.max(workers, 1);
    this.#workers = Array.from({ length: workers }, (_, index) =>
      this.#work(pool, SHORTEST_PAUSE_MS + index * step),
    );
  }

  /** Whether the last query was answered. */
  get isServed(): boolean {
    return this.#lastWasServed && !this.#stopping;
  }

  /** Starts no more queries and waits for those that run. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#workers);
  }

  async #work(pool: () => TargetPool | undefined, pauseMs: number) {
    while (!this.#stopping) {
      // No await between choosing the pool and using it: a pool is never used after it began to drain.
      const answer = pool()?.query();
      this.#lastWasServed = (await answer) ?? false;
      await delay(
        answer && !this.#lastWasServed ? PAUSE_AFTER_FAILURE_MS : pauseMs,
      );
    }
  }
}

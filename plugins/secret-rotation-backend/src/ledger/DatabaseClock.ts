import { performance } from 'node:perf_hooks';
import type { Knex } from 'knex';
import { isPostgres } from './database';

/** Tells the time, in ms since 1970. */
export interface Clock {
  /** Asks anew, once per slice of work. */
  sync(): Promise<number>;
  /** The time now, without asking. */
  now(): number;
}

const QUERY = {
  postgres: `select (extract(epoch from clock_timestamp()) * 1000)::bigint as now`,
  sqlite: `select cast((julianday('now') - 2440587.5) * 86400000 as integer) as now`,
};

/**
 * The database's clock, which all replicas share: a replica whose own clock is wrong runs nothing early and nothing
 * twice. Between two questions it goes on by the process's monotonic clock.
 */
export class DatabaseClock implements Clock {
  readonly #knex: Knex;
  #base = Date.now();
  #from = performance.now();

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async sync(): Promise<number> {
    const answer = await this.#knex.raw(
      isPostgres(this.#knex) ? QUERY.postgres : QUERY.sqlite,
    );
    const [row] = Array.isArray(answer) ? answer : answer.rows;
    this.#base = Number(row.now);
    // Counted from the answer, the clock is behind by its way at most and never ahead: nothing is early.
    this.#from = performance.now();
    return this.#base;
  }

  now(): number {
    return Math.floor(this.#base + (performance.now() - this.#from));
  }
}

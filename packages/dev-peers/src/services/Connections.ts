import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { TargetPool } from './TargetPool';
import { codeOf, type Journal } from './Journal';
import { problemOf, type LoadProblem } from './loadProblem';
import type { ServiceSettings } from './settings';
import type { StoredValue, StoreReader } from './stores';

const TRIES = 10;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/**
 * The connections of a service, moved from one version of its secret to the next without a failed query: the new ones
 * are opened and tried beside the old ones, then take over, then the old ones finish and close.
 * @internal
 */
export class Connections {
  readonly #settings: ServiceSettings;
  readonly #store: StoreReader;
  readonly #journal: Journal;
  #current?: TargetPool;
  readonly #draining = new Map<TargetPool, Promise<void>>();
  #loading: Promise<unknown> = Promise.resolve();
  #stopping = false;
  #problem?: LoadProblem;
  /** What it says that it uses, where it does not say the truth. */
  #claimed?: TargetPool;

  constructor(settings: ServiceSettings, store: StoreReader, journal: Journal) {
    this.#settings = settings;
    this.#store = store;
    this.#journal = journal;
  }

  /** Where a query goes now. */
  get current(): TargetPool | undefined {
    return this.#current;
  }

  /** Every version that has a connection; two while the old ones drain. */
  get inUse(): TargetPool[] {
    if (this.#claimed) return [this.#claimed];
    return [
      ...(this.#current ? [this.#current] : []),
      ...this.#draining.keys(),
    ];
  }

  /** Why the last try to load a version failed, if its owner can mend that. */
  get problem(): LoadProblem | undefined {
    return this.#problem;
  }

  /** Takes the store's version at start, whatever the target says to it; asks until the store answers. */
  async loadFirst(): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !this.#stopping; wait = longer(wait)) {
      try {
        const value = await this.#store.readValue();
        this.#use(this.#open(value));
        return;
      } catch (error) {
        this.#journal.record({ kind: 'load-failed', code: codeOf(error) });
        await delay(wait);
      }
    }
  }

  /** Moves to the version that the store has, trying for a while until it is the wanted one. */
  async reload(wanted: string): Promise<void> {
    let wait = FIRST_WAIT_MS;
    for (let tries = 0; tries < TRIES && !this.#stopping; tries += 1) {
      await this.refresh();
      if (this.#current?.version === wanted) {
        return;
      }
      await delay(wait);
      wait = longer(wait);
    }
  }

  /** Moves to the version that the store has now, if it is another and the target takes it. */
  refresh(): Promise<void> {
    const next = this.#loading.then(() => this.#refreshOnce());
    this.#loading = next;
    return next;
  }

  /** Finishes the running queries and closes everything. */
  async close(): Promise<void> {
    this.#stopping = true;
    await this.#loading;
    const last = this.#current;
    this.#current = undefined;
    await Promise.all([last?.drain(), ...this.#draining.values()]);
  }

  async #refreshOnce(): Promise<void> {
    const { holdFile } = this.#settings;
    if (holdFile !== undefined && existsSync(holdFile)) {
      return;
    }
    try {
      const value = await this.#store.readValue();
      this.#problem = undefined;
      if (this.#stopping || value.version === this.#current?.version) {
        return;
      }
      const next = this.#open(value);
      if (this.#settings.fault === 'claims-falsely') {
        this.#claimed = next;
        return;
      }
      if (await next.warmUp()) {
        this.#use(next);
      } else {
        await next.drain();
      }
    } catch (error) {
      this.#problem = problemOf(error);
      this.#journal.record({ kind: 'load-failed', code: codeOf(error) });
    }
  }

  #open(value: StoredValue): TargetPool {
    return new TargetPool(value, this.#settings, this.#journal);
  }

  #use(next: TargetPool) {
    const old = this.#current;
    this.#current = next;
    this.#journal.record({ kind: 'uses', version: next.version });
    if (old) {
      this.#draining.set(old, this.#drain(old));
    }
  }

  async #drain(old: TargetPool): Promise<void> {
    try {
      await old.drain();
    } catch (error) {
      this.#journal.record({ kind: 'connection-lost', code: codeOf(error) });
    } finally {
      this.#draining.delete(old);
    }
  }
}

function longer(wait: number): number {
  return Math.min(wait * 2, LONGEST_WAIT_MS);
}

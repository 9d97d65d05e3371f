import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedEffect } from '../contracts';

/** A credential that a target takes now. */
export interface HeldCredential {
  /** What sets it apart from any other: a hash, an id. No value. */
  readonly id: string;
  /** By what name effects tell of it. */
  readonly account: string;
}

const PAUSE_MS = 50;

/**
 * Keeps the journal that a target does not keep: looks all the time at which credentials it takes, and writes down what
 * has come and what has gone. What comes and goes between two looks is not seen; no run is that fast.
 */
export class CredentialWatch {
  readonly #read: () => Promise<readonly HeldCredential[]>;
  #held = new Map<string, HeldCredential>();
  #effects: LoggedEffect[] = [];
  #looking: Promise<void> = Promise.resolve();
  #isStopped = false;
  readonly #watching: Promise<void>;

  static async start(
    read: () => Promise<readonly HeldCredential[]>,
  ): Promise<CredentialWatch> {
    const held = await read();
    return new CredentialWatch(read, held);
  }

  private constructor(
    read: () => Promise<readonly HeldCredential[]>,
    held: readonly HeldCredential[],
  ) {
    this.#read = read;
    this.#held = byId(held);
    this.#watching = this.#watch();
  }

  /** Looks once more, and tells what happened since the last call. */
  async effects(): Promise<LoggedEffect[]> {
    await this.#look();
    return this.#effects.splice(0);
  }

  /** A repeat is harmless. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#isStopped) {
      // The next look sees what this one did not; the last one, in effects(), must succeed.
      await this.#look().catch(() => undefined);
      await delay(PAUSE_MS);
    }
  }

  /** One look at a time, so that an older answer never comes after a newer one. */
  #look(): Promise<void> {
    const look = this.#looking.then(() => this.#lookOnce());
    this.#looking = look.catch(() => undefined); // whoever asked for it hears of it
    return look;
  }

  async #lookOnce(): Promise<void> {
    const now = byId(await this.#read());
    const note = (
      kind: LoggedEffect['kind'],
      from: ReadonlyMap<string, HeldCredential>,
      without: ReadonlyMap<string, HeldCredential>,
    ) => {
      for (const { id, account } of from.values()) {
        if (!without.has(id)) this.#effects.push({ kind, account });
      }
    };
    note('activated', now, this.#held);
    note('revoked', this.#held, now);
    this.#held = now;
  }
}

function byId(held: readonly HeldCredential[]): Map<string, HeldCredential> {
  return new Map(held.map(each => [each.id, each]));
}

import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';

const MINUTE_MS = 60_000;
// At most this part of a minute's writes may come at once.
const BURST = 0.1;

/**
 * A token bucket that keeps a store within its project's write quota: in no span of a minute does it hand out more
 * than `perMinute`.
 */
export class WriteBudget {
  readonly #capacity: number;
  readonly #msPerToken: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  constructor(perMinute: number, now: () => number) {
    this.#capacity = Math.max(1, Math.floor(perMinute * BURST));
    this.#msPerToken = MINUTE_MS / Math.max(1, perMinute - this.#capacity);
    this.#now = now;
    this.#tokens = this.#capacity;
    this.#filledAt = now();
  }

  /** Takes one write. @throws UnavailableError that says when there will be one again */
  take(): void {
    const now = this.#now();
    const filled = Math.max(0, now - this.#filledAt) / this.#msPerToken;
    this.#tokens = Math.min(this.#capacity, this.#tokens + filled);
    this.#filledAt = now;
    if (this.#tokens < 1) {
      throw new UnavailableError(
        "The store's share of the project's write quota is used up for now",
        { retryAfterMs: Math.ceil((1 - this.#tokens) * this.#msPerToken) },
      );
    }
    this.#tokens -= 1;
  }
}

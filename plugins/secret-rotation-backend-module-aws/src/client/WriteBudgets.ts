import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { setTimeout as delay } from 'node:timers/promises';
import type { AwsSettings } from '../settings';

/** Time as the budget knows it. */
export interface BudgetClock {
  now(): number;
  /** Resolves after that time, rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const systemClock: BudgetClock = {
  now: Date.now,
  wait: (ms, signal) => delay(ms, undefined, { signal }),
};

// AWS allows 50 in a region, and whoever else writes in the account and every replica of the portal share them.
const WRITES_PER_SECOND = 10;

/** Spaces the writes of this process to one account and region evenly. */
export class WriteBudget {
  readonly #spacingMs: number;
  readonly #clock: BudgetClock;
  #nextAt = 0;

  constructor(perSecond = WRITES_PER_SECOND, clock = systemClock) {
    this.#spacingMs = 1000 / perSecond;
    this.#clock = clock;
  }

  /**
   * Resolves when the next write may be sent.
   * @throws UnavailableError when the signal aborts first
   */
  async take(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + this.#spacingMs;
    if (at > now) {
      await this.#clock.wait(at - now, signal).catch(() => {
        throw new UnavailableError(
          'Too many writes to the secrets manager are waiting',
        );
      });
    }
  }
}

/** One budget for all entries that share an account and region. */
export class WriteBudgets {
  readonly #budgets = new Map<string, WriteBudget>();

  /** The budget that an entry draws from. */
  of({ accountId, region, endpoint }: AwsSettings): WriteBudget {
    const key = JSON.stringify([accountId, region, endpoint]);
    const budget = this.#budgets.get(key) ?? new WriteBudget();
    this.#budgets.set(key, budget);
    return budget;
  }
}

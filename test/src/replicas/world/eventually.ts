import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/**
 * Looks until there is something to see.
 * @throws Error that says for what it waited
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  patienceMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`Not in time: ${what}`);
    await delay(POLL_MS);
  }
}

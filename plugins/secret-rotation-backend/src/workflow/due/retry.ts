const DAY_MS = 24 * 60 * 60 * 1000;

/** When to try again after a run of the schedule was refused or turned back: a day later at the most. */
export function retryAfter(now: number, everyMs: number | undefined): number {
  return now + Math.min(everyMs ?? DAY_MS, DAY_MS);
}

/** How long to wait before try number `tries` + 1: 2 s, 4 s, … one minute at the most. */
export function backoffMs(tries: number): number {
  return Math.min(60_000, 1000 * 2 ** Math.min(tries + 1, 6));
}

/** However long the other side asks for, it is asked again within the hour. */
const LONGEST_RETRY_MS = 60 * 60 * 1000;

/** How long to wait before the next try when the other side may have said how long. */
export function retryDelayMs(tries: number, wishMs: number = 0): number {
  return Math.max(backoffMs(tries), Math.min(wishMs, LONGEST_RETRY_MS));
}

import { IANAZone } from 'luxon';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Local time: what the clock on the wall shows, counted in ms as if it were UTC. It jumps when daylight saving begins
 * or ends, so an instant has one local time, but a local time can have no instant or two.
 */
export type LocalTime = number;

function offsetMs(at: number, timeZone: string): number {
  return IANAZone.create(timeZone).offset(at) * MINUTE_MS;
}

/** Whether a name is one of the time-zone database, for example `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** What the wall clock shows at an instant. */
export function localTimeAt(at: number, timeZone: string): LocalTime {
  return at + offsetMs(at, timeZone);
}

/**
 * The first instant at which the wall clock shows a local time or is past it. So a time that does not exist on the day
 * on which daylight saving begins comes when the clock jumps over it, and one that exists twice comes the first time.
 */
export function instantOf(local: LocalTime, timeZone: string): number {
  const offsets = [local - DAY_MS, local + DAY_MS].map(near =>
    offsetMs(near, timeZone),
  );
  const candidates = offsets.map(offset => local - offset);
  const shown = candidates.filter(at => localTimeAt(at, timeZone) === local);
  if (shown.length > 0) return Math.min(...shown);
  return jumpOver(local, timeZone, candidates);
}

/** When the wall clock jumps over a local time that it never shows. */
function jumpOver(
  local: LocalTime,
  timeZone: string,
  candidates: readonly number[],
): number {
  let before = Math.min(...candidates) - 1;
  let after = Math.max(...candidates);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localTimeAt(middle, timeZone) < local) before = middle;
    else after = middle;
  }
  return after;
}

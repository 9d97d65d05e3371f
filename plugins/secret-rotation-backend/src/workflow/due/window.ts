import { instantOf, localTimeAt } from './localTime';

/** Days of the week as they are written in app-config, in the order of `Date.getUTCDay`. */
export const WEEKDAYS = [
  'Sun',
  'Mon',
  'Tue',
  'Wed',
  'Thu',
  'Fri',
  'Sat',
] as const;

/** A day of the week. */
export type Weekday = (typeof WEEKDAYS)[number];

/** When runs of the schedule may start. */
export interface Window {
  /** The days on which it opens. */
  readonly days: readonly Weekday[];
  /** Minutes after midnight at which it opens. */
  readonly from: number;
  /** Minutes after midnight at which it is closed again; at or before `from`, on the next day. */
  readonly to: number;
  readonly timeZone: string;
}

/** A stretch of time, from an instant to before another. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Enough for the one day of a week on which a window opens, also when daylight saving swallows it once. */
const LOOK_AHEAD_DAYS = 15;

/** What is left of the window that is open at an instant, else all of the next one. */
export function nextOpen(window: Window, at: number): Stretch {
  const midnight =
    Math.floor(localTimeAt(at, window.timeZone) / DAY_MS) * DAY_MS;
  // A window over midnight may have opened the day before.
  for (let day = -1; day <= LOOK_AHEAD_DAYS; day += 1) {
    const stretch = openOn(window, midnight + day * DAY_MS);
    if (stretch && stretch.to > at)
      return { from: Math.max(at, stretch.from), to: stretch.to };
  }
  throw new Error(`The window ${describeWindow(window)} never opens`);
}

function openOn(window: Window, midnight: number): Stretch | undefined {
  const { days, from, to, timeZone } = window;
  if (!days.includes(WEEKDAYS[new Date(midnight).getUTCDay()]))
    return undefined;
  const closing = to > from ? midnight : midnight + DAY_MS;
  const stretch = {
    from: instantOf(midnight + from * MINUTE_MS, timeZone),
    to: instantOf(closing + to * MINUTE_MS, timeZone),
  };
  // A window that lies whole in the hour that daylight saving skips does not open that day.
  return stretch.from < stretch.to ? stretch : undefined;
}

/** A window for people: `Mon, Tue 02:00–05:00 Europe/Berlin`. */
export function describeWindow(window: Window): string {
  const { days, from, to, timeZone } = window;
  const when = days.length === WEEKDAYS.length ? 'daily' : days.join(', ');
  return `${when} ${clock(from)}–${clock(to)} ${timeZone}`;
}

function clock(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** A plain model of wall clocks: it walks minute by minute and knows no library. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEKDAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** When clocks are changed in 2026: by an hour, by half an hour, at midnight, at odd offsets; and two without. */
export const CHANGES: ReadonlyArray<readonly [zone: string, at: number]> = (
  [
    ['Europe/Berlin', '2026-03-29T01:00Z'],
    ['Europe/Berlin', '2026-10-25T01:00Z'],
    ['America/New_York', '2026-03-08T07:00Z'],
    ['America/New_York', '2026-11-01T06:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
    ['Africa/Cairo', '2026-04-23T22:00Z'],
    ['Africa/Cairo', '2026-10-29T21:00Z'],
    ['Pacific/Chatham', '2026-04-04T14:00Z'],
    ['Pacific/Chatham', '2026-09-26T14:00Z'],
    ['Asia/Kolkata', '2026-07-01T00:00Z'],
    ['UTC', '2026-07-01T00:00Z'],
  ] as const
).map(([zone, at]) => [zone, Date.parse(at)]);

/** One minute: the instant, and every local minute that is shown or jumped over for the first time in it. */
export interface WallMinute {
  readonly at: number;
  /** In ms as if they were UTC; none while a stretch is shown a second time. */
  readonly fresh: readonly number[];
  /** The latest local minute that was shown or jumped over so far. */
  readonly reached: number;
}

/** Walks a zone's wall clock. */
export function* walk(
  timeZone: string,
  from: number,
  to: number,
): Generator<WallMinute> {
  // What was shown before counts as shown, so the walk begins two days earlier.
  const start = Math.floor((from - 2 * DAY) / MINUTE) * MINUTE;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  let offset = 0;
  let reached: number | undefined;
  for (let at = start; at < to; at += MINUTE) {
    // Nowhere are clocks changed but on a quarter of an hour.
    if (at === start || at % (15 * MINUTE) === 0)
      offset = shownBy(format, at) - at;
    const local = at + offset;
    reached ??= local - MINUTE;
    const fresh: number[] = [];
    for (; reached < local; reached += MINUTE) fresh.push(reached + MINUTE);
    if (at >= from) yield { at, fresh, reached };
  }
}

function shownBy(format: Intl.DateTimeFormat, at: number): number {
  const part = new Map(
    format
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)] as const),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? NaN;
  return Date.UTC(
    of('year'),
    of('month') - 1,
    of('day'),
    of('hour'),
    of('minute'),
  );
}

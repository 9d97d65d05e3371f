import { CronTime } from 'cron';
import fc from 'fast-check';
import { CHANGES, DAY, HOUR, MINUTE, walk } from './__testUtils__/wallClock';
import { cronFault, nextOccurrence, type Calendar } from './calendar';

/** Five fields as lists; an absent one is `*`. */
interface Fields {
  readonly minute?: number[];
  readonly hour?: number[];
  readonly day?: number[];
  readonly month?: number[];
  readonly weekday?: number[];
}

const textOf = ({ minute, hour, day, month, weekday }: Fields) =>
  [minute, hour, day, month, weekday]
    .map(list => list?.join(',') ?? '*')
    .join(' ');

function matches(fields: Fields, local: number): boolean {
  const date = new Date(local);
  const holds = (list: number[] | undefined, value: number) =>
    list === undefined || list.includes(value);
  const day = holds(fields.day, date.getUTCDate());
  const weekday = holds(fields.weekday, date.getUTCDay());
  // As cron has it: of two restrictions of the day, one is enough.
  const either = fields.day !== undefined && fields.weekday !== undefined;
  return (
    holds(fields.minute, date.getUTCMinutes()) &&
    holds(fields.hour, date.getUTCHours()) &&
    holds(fields.month, date.getUTCMonth() + 1) &&
    (either ? day || weekday : day && weekday)
  );
}

/** By the plain model: every instant from `from` to before `to` at which the fields fire. */
function firesIn(fields: Fields, timeZone: string, from: number, to: number) {
  const fires: number[] = [];
  for (const { at, fresh } of walk(timeZone, from, to))
    if (fresh.some(local => matches(fields, local))) fires.push(at);
  return fires;
}

type Next = (calendar: Calendar, after: number) => number | undefined;

function firesBy(next: Next, calendar: Calendar, from: number, to: number) {
  const fires: number[] = [];
  let at = next(calendar, from - 1);
  while (at !== undefined && at < to) {
    fires.push(at);
    at = next(calendar, at);
  }
  return fires;
}

const list = (min: number, max: number, most: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: most });
const change = fc.constantFrom(...CHANGES);
const zone = change.map(([name]) => name);
const dense = fc.record(
  { minute: list(0, 59, 4), hour: list(0, 4, 5), weekday: list(0, 6, 5) },
  { requiredKeys: ['minute'] },
);
const sparse = fc.record(
  {
    minute: list(0, 59, 2),
    hour: list(0, 5, 2),
    day: list(1, 31, 3),
    month: list(1, 12, 6),
    weekday: list(0, 6, 2),
  },
  { requiredKeys: ['minute', 'hour'] },
);

/** Asked from any instant near a change of the clocks, the answer is the model's. */
const nextNearAChange = (next: Next) =>
  fc.property(
    dense,
    change,
    fc.oneof(
      fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
      fc.integer({ min: -DAY, max: DAY }),
    ),
    (fields, [timeZone, at], offset) => {
      const after = at + offset;
      const calendar = { cron: textOf(fields), timeZone };
      const [first] = firesIn(fields, timeZone, after + 1, after + 7 * DAY);
      const answer = next(calendar, after);
      const inTime =
        answer !== undefined && answer < after + 7 * DAY ? answer : undefined;
      expect(inTime).toBe(first);
    },
  );

describe('times by the calendar', () => {
  it('come exactly once each over a whole year, whatever the clocks do', () => {
    const from = Date.UTC(2026, 0, 1);
    const to = Date.UTC(2027, 0, 1);
    fc.assert(
      fc.property(sparse, zone, (fields, timeZone) => {
        const calendar = { cron: textOf(fields), timeZone };
        expect(firesBy(nextOccurrence, calendar, from, to)).toEqual(
          firesIn(fields, timeZone, from, to),
        );
      }),
      { numRuns: 8 },
    );
  });

  it('are the same from wherever near a change of the clocks one asks', () => {
    fc.assert(nextNearAChange(nextOccurrence), { numRuns: 150 });
  });

  it('never come before what was asked for, and later for a later question', () => {
    fc.assert(
      fc.property(
        sparse,
        zone,
        fc.integer({ min: 0, max: 365 * DAY }),
        fc.integer({ min: 0, max: 40 * DAY }),
        (fields, timeZone, start, more) => {
          const calendar = { cron: textOf(fields), timeZone };
          const early = nextOccurrence(calendar, start);
          const late = nextOccurrence(calendar, start + more);
          if (early === undefined || late === undefined) return;
          expect(early).toBeGreaterThan(start);
          expect(late).toBeGreaterThanOrEqual(early);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['what does not exist comes when the clock jumps over it', '2026-03-29', 1],
    ['what exists twice comes the first time', '2026-10-25', 0.5],
  ])('%s', (_, date, hours) => {
    const midnight = Date.parse(`${date}T00:00:00Z`);
    const calendar = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' };
    expect(
      firesBy(nextOccurrence, calendar, midnight - HOUR, midnight + 5 * HOUR),
    ).toEqual([midnight + hours * HOUR]);
  });

  it('are none for a day that does not exist', () => {
    const never = { cron: '0 0 31 2 *', timeZone: 'UTC' };
    expect(nextOccurrence(never, 0)).toBeUndefined();
  });

  it.each<[string, Next]>([
    [
      'asks the library for the zone, which runs twice what exists twice',
      ({ cron, timeZone }, after) =>
        new CronTime(cron, timeZone)
          .getNextDateFrom(new Date(after), timeZone)
          .toMillis(),
    ],
    [
      'forgets the zone',
      ({ cron }, after) => nextOccurrence({ cron, timeZone: 'UTC' }, after),
    ],
    [
      'answers with the time that was asked from',
      (calendar, after) => nextOccurrence(calendar, after - MINUTE),
    ],
  ])('are checked so that it shows when somebody %s', (_, mutant) => {
    const found = fc.check(nextNearAChange(mutant), {
      numRuns: 300,
      endOnFailure: true,
    });
    expect(found.failed).toBe(true);
  });
});

describe('five fields of cron', () => {
  it.each(['0 2 * * Sun', '*/15 0-6 1,15 * *', '59 23 29 2 *'])(
    'may be %s',
    cron => {
      expect(cronFault(cron)).toBeUndefined();
    },
  );

  it.each([
    ['', 'five fields'],
    ['* * * * * *', 'five fields'],
    ['@daily', 'five fields'],
    ['0 24 * * *', 'that exist'],
    ['0 0 * * Someday', 'that exist'],
    ['0 0 31 2 *', 'a day that exists'],
  ])('may not be "%s"', (cron, must) => {
    expect(cronFault(cron)).toContain(must);
  });
});

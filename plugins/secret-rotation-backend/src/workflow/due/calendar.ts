import { CronTime } from 'cron';
import { instantOf, localTimeAt, type LocalTime } from './localTime';

/** Times by the calendar: five fields of cron, read on the wall clock of a time zone. */
export interface Calendar {
  readonly cron: string;
  readonly timeZone: string;
}

/**
 * The first time of a calendar after an instant; `undefined` when none comes within eight years.
 *
 * The library reads the five fields in UTC, where no clock is ever changed. What daylight saving means is said by
 * {@link instantOf}: asked for a zone, the library would run a time twice that exists twice when it is asked between
 * the two.
 */
export function nextOccurrence(
  { cron, timeZone }: Calendar,
  after: number,
): number | undefined {
  const fields = new CronTime(cron, 'UTC');
  let local = nextLocal(fields, localTimeAt(after, timeZone));
  while (local !== undefined) {
    const at = instantOf(local, timeZone);
    if (at > after) return at;
    local = nextLocal(fields, local);
  }
  return undefined;
}

function nextLocal(fields: CronTime, after: LocalTime): LocalTime | undefined {
  try {
    return fields.getNextDateFrom(new Date(after), 'UTC').toMillis();
  } catch {
    // The library's only way to say that there is none, for example on 31 February.
    return undefined;
  }
}

/** What is wrong with five fields of cron, as it goes on after a key; `undefined` when they can be used. */
export function cronFault(cron: string): string | undefined {
  const example = 'for example "0 2 * * Sun"';
  if (cron.trim().split(/\s+/).length !== 5)
    return `must be five fields: minute, hour, day, month, weekday; ${example}`;
  try {
    return nextLocal(new CronTime(cron, 'UTC'), 0) === undefined
      ? 'must name a day that exists'
      : undefined;
  } catch {
    // The library's text repeats the value; ours says what is right.
    return `must hold numbers, names, *, lists, ranges and steps that exist; ${example}`;
  }
}

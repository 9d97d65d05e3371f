import fc from 'fast-check';
import {
  backoffMs,
  describeSpan,
  dueDate,
  dueState,
  retryAfter,
  type DuePolicy,
} from './index';

const DAY = 24 * 3600_000;
const INSTANT = fc.integer({ min: 0, max: 4_000_000_000_000 });
const SPAN = fc.integer({ min: 1, max: 1000 * DAY });
const PATIENT: DuePolicy = {
  name: 'p',
  everyMs: 30 * DAY,
  firstRotation: 'when-due',
};

describe('the due date', () => {
  it('is one interval after the rotation, never earlier', () => {
    fc.assert(
      fc.property(
        INSTANT,
        SPAN,
        fc.boolean(),
        (rotatedAt, everyMs, rotatedByUs) => {
          const due = dueDate(
            { ...PATIENT, everyMs },
            { rotatedAt, enrolledAt: rotatedAt + 5, rotatedByUs },
          );
          expect(due?.at).toBe(rotatedAt + everyMs);
          expect(due?.because).toContain('Policy p');
        },
      ),
    );
  });

  it('is the enrolment when the policy wants a first rotation at once, and only for the first', () => {
    const eager: DuePolicy = { ...PATIENT, firstRotation: 'now' };
    expect(
      dueDate(eager, { rotatedAt: 1, enrolledAt: 7, rotatedByUs: false })?.at,
    ).toBe(7);
    expect(
      dueDate(eager, { rotatedAt: 1, enrolledAt: 7, rotatedByUs: true })?.at,
    ).toBe(1 + 30 * DAY);
  });

  it('is when the target wants the version renewed, where that is earlier or the policy has no date', () => {
    const renewal = { at: 5 * DAY, because: 'It ends then' };
    const facts = { rotatedAt: 0, enrolledAt: 0, rotatedByUs: true, renewal };
    expect(dueDate(PATIENT, facts)).toEqual(renewal);
    expect(dueDate({ ...PATIENT, everyMs: undefined }, facts)).toEqual(renewal);
    expect(dueDate({ ...PATIENT, everyMs: 4 * DAY }, facts)?.at).toBe(4 * DAY);
  });

  it('is the first time of the calendar after the rotation, and says which', () => {
    const calendar = { cron: '30 2 * * Sun', timeZone: 'Europe/Berlin' };
    const sunday = Date.parse('2026-03-29T01:00:00Z');
    const weekly = { ...PATIENT, everyMs: undefined, calendar };
    const due = (rotatedAt: number) =>
      dueDate(weekly, { rotatedAt, enrolledAt: 0, rotatedByUs: true });
    expect(due(sunday - 1)).toEqual({
      at: sunday,
      because: 'Policy p: at 30 2 * * Sun (cron, Europe/Berlin)',
    });
    expect(due(sunday)?.at).toBe(Date.parse('2026-04-05T00:30:00Z'));
  });

  it('is none without an interval or while the age is unknown', () => {
    const facts = { enrolledAt: 7, rotatedByUs: true };
    expect(dueDate(PATIENT, facts)).toBeUndefined();
    expect(
      dueDate({ ...PATIENT, everyMs: undefined }, { ...facts, rotatedAt: 1 }),
    ).toBeUndefined();
  });
});

describe('where a secret stands', () => {
  it('is overdue from the due date on, soon in the last fifth, and never goes back while time passes', () => {
    const order = ['up-to-date', 'due-soon', 'overdue'];
    fc.assert(
      fc.property(
        INSTANT,
        SPAN,
        fc.array(SPAN),
        (rotatedAt, everyMs, steps) => {
          const dueAt = rotatedAt + everyMs;
          const seen = [...steps]
            .sort((a, b) => a - b)
            .map(step =>
              dueState({ dueAt, rotatedAt }, true, rotatedAt + step),
            );
          const ranks = seen.map(state => order.indexOf(state));
          expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
          expect(dueState({ dueAt, rotatedAt }, true, dueAt)).toBe('overdue');
          expect(dueState({ dueAt, rotatedAt }, true, dueAt - 1)).not.toBe(
            'overdue',
          );
        },
      ),
    );
  });

  it('is unknown when it has an interval and no due date, up to date when it never rotates', () => {
    expect(dueState({}, true, 0)).toBe('unknown');
    expect(dueState({}, false, 0)).toBe('up-to-date');
  });
});

describe('trying again', () => {
  it('waits at least two seconds, longer each time, one minute at the most', () => {
    const waits = Array.from({ length: 20 }, (_, tries) => backoffMs(tries));
    expect(waits.slice(0, 5)).toEqual([2000, 4000, 8000, 16000, 32000]);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(Math.max(...waits)).toBe(60_000);
  });

  it('comes after a failed run a day later, or an interval later if that is shorter', () => {
    expect(retryAfter(5, undefined)).toBe(5 + DAY);
    expect(retryAfter(5, 30 * DAY)).toBe(5 + DAY);
    expect(retryAfter(5, 1000)).toBe(1005);
  });
});

it.each([
  [30 * DAY, '30 days'],
  [DAY, '1 day'],
  [90 * 60_000, '90 minutes'],
  [45_000, '45 seconds'],
])('says %d ms as %s', (ms, words) => {
  expect(describeSpan(ms)).toBe(words);
});

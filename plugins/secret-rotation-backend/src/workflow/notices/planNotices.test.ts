import fc from 'fast-check';
import type { CurrentNotice } from './facts';
import {
  COMES_UP_AGAIN_MS,
  COUNTED_MS,
  MOST_AT_ONCE,
  planNotices,
  tellAgainMs,
  type NoticeRecord,
} from './planNotices';
import { DAY, HOUR, MINUTE, NOW, OWNER } from './__testUtils__/facts';

function notice(part: Partial<CurrentNotice> = {}): CurrentNotice {
  return {
    scope: 'a',
    recipient: OWNER,
    title: 'login: the rotation needs a decision',
    description: 'It stands still.',
    link: '/secret-rotation/runs/12',
    severity: 'high',
    secretId: 5,
    runId: 12,
    reminders: { everyMs: DAY, times: 2 },
    ...part,
  };
}

function record(part: Partial<NoticeRecord> = {}): NoticeRecord {
  return { scope: 'a', recipient: OWNER, told: 0, tries: 0, epoch: 1, ...part };
}

function told(part: Partial<NoticeRecord> = {}): NoticeRecord {
  return record({ told: 1, toldAt: NOW, ...part });
}

function titles(
  standing: readonly CurrentNotice[],
  records: readonly NoticeRecord[],
  now = NOW,
): string[] {
  return planNotices(standing, records, now).tell.map(
    each => each.notice.title,
  );
}

describe('a notice', () => {
  it('is told at once, and by one', () => {
    expect(titles([notice()], [])).toEqual([notice().title]);
    const underWay = record({ tries: 1, tryAt: NOW + 1 });
    expect(titles([notice()], [underWay])).toEqual([]);
    expect(titles([notice()], [underWay], NOW + 1)).toEqual([notice().title]);
  });

  it('is reminded of in its interval, as often as the policy says, and never again', () => {
    const at = (count: number, later: number) =>
      titles([notice()], [told({ told: count })], NOW + later);
    expect(at(1, DAY - 1)).toEqual([]);
    expect(at(1, DAY)).toEqual([`Reminder: ${notice().title}`]);
    expect(at(2, DAY)).toHaveLength(1);
    expect(at(3, 100 * DAY)).toEqual([]);
  });

  it('is settled when it does not stand any more, and not reminded of then', () => {
    const plan = planNotices([], [told()], NOW + DAY);
    expect(plan.tell).toEqual([]);
    expect(plan.settle).toEqual([told()]);
    expect(planNotices([], [told({ settledAt: NOW })], NOW).settle).toEqual([]);
  });

  it('that comes up again is told anew, but not twice within a quarter of an hour', () => {
    const settled = told({ told: 4, settledAt: NOW + 1 });
    const later = NOW + COMES_UP_AGAIN_MS;
    expect(titles([notice()], [settled], later - 1)).toEqual([]);
    expect(titles([notice()], [settled], later)).toEqual([notice().title]);
  });

  it('that did not arrive is tried again after 1, 2, 4, 8 and then 15 minutes', () => {
    expect(
      [1, 2, 3, 4, 5, 50].map(tries => tellAgainMs(tries) / MINUTE),
    ).toEqual([1, 2, 4, 8, 15, 15]);
  });

  it('is told before what presses less', () => {
    const severities = ['low', 'normal', 'critical', 'high'] as const;
    const plan = planNotices(
      severities.map(severity => notice({ scope: severity, severity })),
      [],
      NOW,
    );
    expect(plan.tell.map(each => each.notice.severity)).toEqual([
      'critical',
      'high',
      'normal',
      'low',
    ]);
  });
});

interface Tick {
  readonly afterMs: number;
  readonly standing: readonly number[];
  readonly arrives: boolean;
}

/** Ticks of one worker, whose calls sometimes fail, over a world in which notices come and go. */
const story = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 1000, max: 6 * HOUR }),
    standing: fc.uniqueArray(fc.nat({ max: 59 }), { maxLength: 60 }),
    arrives: fc.boolean(),
  }),
  { maxLength: 40 },
);

describe('over any time', () => {
  interface Told {
    readonly at: number;
    readonly scope: string;
    readonly recipient: string;
    readonly severity: string;
  }

  function play(ticks: readonly Tick[]) {
    const records = new Map<string, NoticeRecord>();
    const log: Told[] = [];
    let now = NOW;
    for (const { afterMs, standing, arrives } of ticks) {
      now += afterMs;
      const notices = standing.map(index =>
        notice({
          scope: `s${index}`,
          recipient: index % 3 === 0 ? 'user:default/ana' : OWNER,
          severity: index % 20 === 0 ? 'critical' : 'normal',
        }),
      );
      const plan = planNotices(notices, [...records.values()], now);
      for (const each of plan.settle)
        records.set(each.scope, { ...each, settledAt: now });
      for (const { notice: one, record: seen } of plan.tell) {
        const { scope, recipient, severity } = one;
        const before = seen ?? record({ scope, recipient, epoch: 0 });
        const count = before.settledAt === undefined ? before.told : 0;
        const tries = before.tries + 1;
        const claimed = { ...before, told: count, settledAt: undefined };
        records.set(
          scope,
          arrives
            ? {
                ...claimed,
                told: count + 1,
                toldAt: now,
                tries: 0,
                tryAt: undefined,
              }
            : { ...claimed, tries, tryAt: now + tellAgainMs(tries) },
        );
        if (arrives) log.push({ at: now, scope, recipient, severity });
      }
    }
    return { log, records };
  }

  it('nobody is flooded: what is not critical comes at most so often within an hour', () => {
    fc.assert(
      fc.property(story, ticks => {
        const { log } = play(ticks);
        for (const { at, recipient } of log) {
          const within = log.filter(
            each =>
              each.recipient === recipient &&
              each.severity !== 'critical' &&
              each.at <= at &&
              each.at > at - COUNTED_MS,
          );
          expect(within.length).toBeLessThanOrEqual(MOST_AT_ONCE);
        }
      }),
    );
  });

  it('one notice never comes twice within a quarter of an hour', () => {
    fc.assert(
      fc.property(story, ticks => {
        const last = new Map<string, number>();
        for (const { at, scope } of play(ticks).log) {
          const before = last.get(scope) ?? -Infinity;
          expect(at - before).toBeGreaterThanOrEqual(COMES_UP_AGAIN_MS);
          last.set(scope, at);
        }
      }),
    );
  });

  it('what stands is told in the end, however often it did not arrive', () => {
    fc.assert(
      fc.property(story, fc.nat({ max: 59 }), (ticks, index) => {
        const calm = Array.from({ length: 3 }, () => ({
          afterMs: HOUR,
          standing: [index],
          arrives: true,
        }));
        const { records } = play([...ticks, ...calm]);
        expect(records.get(`s${index}`)?.told).toBeGreaterThan(0);
      }),
    );
  });

  it('what stands is told no more often than once and its reminders', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), count => {
        const ticks = Array.from({ length: count }, () => ({
          afterMs: 5 * HOUR,
          standing: [1],
          arrives: true,
        }));
        expect(play(ticks).log.length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

import type { Notice } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CurrentNotice } from './facts';

const MINUTE_MS = 60_000;

/** What comes up again sooner than this after it was told last is not told again at once. */
export const COMES_UP_AGAIN_MS = 15 * MINUTE_MS;

/** Over which span what one recipient gets is counted. */
export const COUNTED_MS = 60 * MINUTE_MS;

/** How many notices one recipient gets within that span. What is critical is never held back. */
export const MOST_AT_ONCE = 20;

/** How long after try number `tries` what did not arrive is told again: 1, 2, 4, 8, then every 15 minutes. */
export function tellAgainMs(tries: number): number {
  return Math.min(15 * MINUTE_MS, MINUTE_MS * 2 ** Math.min(tries - 1, 4));
}

/** What is on record of a notice. Instants are in ms. */
export interface NoticeRecord {
  readonly scope: string;
  readonly recipient: string;
  readonly told: number;
  readonly toldAt?: number;
  readonly tries: number;
  readonly tryAt?: number;
  readonly epoch: number;
  readonly settledAt?: number;
}

/** What is to be done about notices. */
export interface NoticePlan {
  /** In this order. A notice that is new to the ledger has no record. */
  readonly tell: ReadonlyArray<{
    readonly notice: CurrentNotice;
    readonly record?: NoticeRecord;
  }>;
  /** Records of what does not stand any more. */
  readonly settle: readonly NoticeRecord[];
}

const URGENCY: Readonly<Record<Notice['severity'], number>> = {
  critical: 0,
  high: 1,
  normal: 2,
  low: 3,
};

/**
 * Which of the notices that stand are to be told now. Pure.
 * @param records - of these notices, of what is not settled, and of what was told within {@link COUNTED_MS}
 */
export function planNotices(
  standing: readonly CurrentNotice[],
  records: readonly NoticeRecord[],
  now: number,
): NoticePlan {
  const byScope = new Map(records.map(record => [record.scope, record]));
  const scopes = new Set(standing.map(({ scope }) => scope));
  const lately = countLately(records, now);
  const tell = standing
    .map(notice => ({ notice, record: byScope.get(notice.scope) }))
    .filter(({ notice, record }) => !record || isDue(notice, record, now))
    .map(each => (isReminder(each.record) ? remind(each) : each))
    .sort((a, b) => URGENCY[a.notice.severity] - URGENCY[b.notice.severity])
    .filter(({ notice: { recipient, severity } }) => {
      if (severity === 'critical') return true;
      const count = lately.get(recipient) ?? 0;
      lately.set(recipient, count + 1);
      return count < MOST_AT_ONCE;
    });
  return {
    tell,
    settle: records.filter(
      ({ scope, settledAt }) => settledAt === undefined && !scopes.has(scope),
    ),
  };
}

function isDue(
  { reminders }: CurrentNotice,
  record: NoticeRecord,
  now: number,
): boolean {
  const { told, toldAt, tryAt, settledAt } = record;
  if (tryAt !== undefined && tryAt > now) return false;
  if (toldAt === undefined) return true;
  if (settledAt !== undefined || told === 0)
    return toldAt + COMES_UP_AGAIN_MS <= now;
  return told <= reminders.times && toldAt + reminders.everyMs <= now;
}

function isReminder(record: NoticeRecord | undefined): boolean {
  return record?.settledAt === undefined && (record?.told ?? 0) > 0;
}

function remind<T extends { notice: CurrentNotice }>(each: T): T {
  const { notice } = each;
  return {
    ...each,
    notice: { ...notice, title: `Reminder: ${notice.title}` },
  };
}

/** How many notices each recipient got lately, or is just being given. */
function countLately(
  records: readonly NoticeRecord[],
  now: number,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { recipient, toldAt, tryAt } of records) {
    const isLate = toldAt !== undefined && toldAt > now - COUNTED_MS;
    const isUnderWay = tryAt !== undefined && tryAt > now;
    if (isLate || isUnderWay)
      counts.set(recipient, (counts.get(recipient) ?? 0) + 1);
  }
  return counts;
}

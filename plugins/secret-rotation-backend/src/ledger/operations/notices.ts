import type { Knex } from 'knex';
import type { NoticeRecord } from '../../workflow/notices';
import { noticeRows, type DbRow } from '../columns';
import type { NoticeRow } from '../rows';

/** How many scopes one statement names. */
const CHUNK = 500;

/** What is on record of some notices, of what is not settled, and of what was told after an instant. */
export async function noticesOnRecord(
  knex: Knex,
  scopes: readonly string[],
  toldAfter: number,
): Promise<NoticeRow[]> {
  const rows: DbRow[] = await knex('notices')
    .whereNull('settled_at')
    .orWhere('told_at', '>', toldAfter);
  const found = new Map(
    rows.map(noticeRows.fromDb).map(row => [row.scope, row]),
  );
  const missing = scopes.filter(scope => !found.has(scope));
  for (let start = 0; start < missing.length; start += CHUNK) {
    const more: DbRow[] = await knex('notices').whereIn(
      'scope',
      missing.slice(start, start + CHUNK),
    );
    for (const row of more.map(noticeRows.fromDb)) found.set(row.scope, row);
  }
  return [...found.values()];
}

/** What is about to be told, and until when nobody else tells it. */
export interface NoticeClaim {
  readonly notice: Pick<
    NoticeRow,
    'scope' | 'secretId' | 'runId' | 'recipient'
  >;
  /** As it was when it was found to be due. */
  readonly seen?: NoticeRecord;
  readonly until: number;
}

/**
 * Takes the right to tell a notice. It is on record before anybody is told, so of two replicas one tells it; when that
 * one dies, another does after `until`.
 * @returns `undefined` when another replica was faster
 */
export async function claimNotice(
  knex: Knex,
  { notice, seen, until }: NoticeClaim,
): Promise<NoticeRow | undefined> {
  const { scope, secretId, runId, recipient } = notice;
  const claimed: DbRow[] = seen
    ? await asSeen(knex, seen)
        .update({
          ...noticeRows.toDb({
            epoch: seen.epoch + 1,
            tries: seen.tries + 1,
            tryAt: until,
            settledAt: undefined,
            told: seen.settledAt === undefined ? seen.told : 0,
          }),
        })
        .returning('*')
    : await knex('notices')
        .insert(
          noticeRows.toDb({
            scope,
            secretId,
            runId,
            recipient,
            told: 0,
            tries: 1,
            tryAt: until,
            epoch: 1,
          }),
        )
        .onConflict('scope')
        .ignore()
        .returning('*');
  return claimed[0] && noticeRows.fromDb(claimed[0]);
}

/** Notes that a notice was told. */
export async function recordTold(
  knex: Knex,
  claimed: NoticeRecord,
  now: number,
): Promise<void> {
  await asSeen(knex, claimed).update(
    noticeRows.toDb({
      told: claimed.told + 1,
      toldAt: now,
      tries: 0,
      tryAt: undefined,
    }),
  );
}

/** Notes that a notice is not known to have arrived: it is told again at `tryAt`. */
export async function recordUntold(
  knex: Knex,
  claimed: NoticeRecord,
  tryAt: number,
): Promise<void> {
  await asSeen(knex, claimed).update(noticeRows.toDb({ tryAt }));
}

/** Notes that notices do not stand any more, but for those that somebody is telling again. */
export async function settleNotices(
  knex: Knex,
  records: readonly NoticeRecord[],
  now: number,
): Promise<void> {
  for (const record of records)
    await asSeen(knex, record).update(noticeRows.toDb({ settledAt: now }));
}

/** Whoever claimed it in between has raised the epoch, and is right. */
function asSeen(knex: Knex, { scope, epoch }: NoticeRecord): Knex.QueryBuilder {
  return knex('notices').where({ scope, epoch });
}

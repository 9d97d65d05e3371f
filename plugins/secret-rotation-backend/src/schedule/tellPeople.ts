import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Notifier } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Knex } from 'knex';
import type { RotationConfiguration } from '../configuration';
import { isSpoken, type EffectGate } from '../engine/EffectGate';
import type { Clock } from '../ledger/DatabaseClock';
import { noticeFacts } from '../ledger/operations/noticeFacts';
import {
  claimNotice,
  noticesOnRecord,
  recordTold,
  recordUntold,
  settleNotices,
} from '../ledger/operations/notices';
import type { NoticeRow } from '../ledger/rows';
import {
  COUNTED_MS,
  DEFAULT_REMINDERS,
  noticesOf,
  planNotices,
  tellAgainMs,
  type CurrentNotice,
} from '../workflow/notices';

/** How long a tick goes on telling, in ms. The next one goes on. */
const TELLING_MS = 20_000;

/** What telling people is made of. */
export interface TellOptions {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly configuration: Pick<
    RotationConfiguration,
    'fallbackOwner' | 'policies' | 'portalPaths'
  >;
  readonly gate: EffectGate;
  readonly notifier: Notifier;
  readonly logger: LoggerService;
}

/**
 * Makes the task that tells people what waits for them. Each notice is claimed in the ledger before it is told, so that
 * a crash or a doubled tick neither loses it nor repeats it more than once.
 * @returns the task; it returns how many notices were told
 */
export function tellPeople(options: TellOptions): () => Promise<number> {
  let isFailing = false;
  return async () => {
    const { knex, clock, logger } = options;
    const now = await clock.sync();
    const standing = await standingNotices(options, now);
    const records = await noticesOnRecord(
      knex,
      standing.map(({ scope }) => scope),
      now - COUNTED_MS,
    );
    const { tell, settle } = planNotices(standing, records, now);
    await settleNotices(knex, settle, now);
    let told = 0;
    for (const { notice, record } of tell) {
      if (clock.now() - now > TELLING_MS) break;
      const claimed = await claimNotice(knex, {
        notice,
        seen: record,
        until: clock.now() + 2 * options.gate.deadlineMs,
      });
      if (!claimed) continue;
      const hasArrived = await tellOne(options, notice, claimed);
      if (hasArrived === isFailing) {
        isFailing = !hasArrived;
        if (isFailing)
          logger.warn(
            'People cannot be told what waits for them; it is tried again. Is the notifications backend installed? Runs go on',
          );
        else logger.info('People can be told again what waits for them');
      }
      // Whoever did not take this one would not take the others; it backs off, and the next tick begins with another.
      if (!hasArrived) break;
      told += 1;
    }
    return told;
  };
}

async function standingNotices(
  { knex, configuration }: TellOptions,
  now: number,
): Promise<CurrentNotice[]> {
  const { fallbackOwner, policies, portalPaths } = configuration;
  const ahead = [...policies.values()].flatMap(
    ({ reminders }) => reminders?.aheadMs ?? [],
  );
  const dueBefore = ahead.length > 0 ? now + Math.max(...ahead) : undefined;
  return noticesOf({
    now,
    fallbackOwner,
    paths: portalPaths,
    reminders: new Map(
      [...policies].map(([name, { reminders }]) => [
        name,
        reminders ?? DEFAULT_REMINDERS,
      ]),
    ),
    ...(await noticeFacts(knex, now, dueBefore)),
  });
}

async function tellOne(
  { knex, clock, gate, notifier }: TellOptions,
  notice: CurrentNotice,
  claimed: NoticeRow,
): Promise<boolean> {
  const { recipient, scope, title, description, link, severity } = notice;
  const text = { recipient, scope, title, description, link, severity };
  try {
    await gate.call('notices', 'notifier.tell', effect =>
      notifier.tell(text, effect),
    );
  } catch (error) {
    if (!isSpoken(error)) throw error;
    await recordUntold(knex, claimed, clock.now() + tellAgainMs(claimed.tries));
    return false;
  }
  await recordTold(knex, claimed, clock.now());
  return true;
}

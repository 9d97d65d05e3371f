import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  NOON,
  openLedger,
  seedRun,
  seedSecret,
} from '../__testUtils__/ledgerRows';
import { ObservationLog } from '../__testUtils__/ObservationLog';
import { measureBacklog } from '../ledger/operations/measureBacklog';
import { recordWorker } from '../ledger/operations/workers';
import { watchBacklog } from './watchBacklog';

jest.setTimeout(60_000);

const HOUR = 3600_000;
const databases = TestDatabases.create();

function watch(measure: Parameters<typeof watchBacklog>[2]) {
  const log = new ObservationLog();
  const lines: string[] = [];
  const logger = mockServices.logger.mock({
    warn: line => lines.push(String(line)),
  });
  watchBacklog(log.metrics, logger, measure);
  return { log, lines };
}

describe.each(databases.eachSupportedId())('the backlog on %s', id => {
  it('is nothing in an empty ledger', async () => {
    const { knex } = await openLedger(await databases.init(id));
    const { log } = watch(() => measureBacklog(knex, NOON));
    await log.collect();
    expect(log.measurements.map(({ value }) => value)).toEqual(
      Array(8).fill(0),
    );
  });

  it('says how many runs are open in each state, what is overdue, and since when', async () => {
    const ledger = await openLedger(await databases.init(id));
    const { knex } = ledger;
    const states = [
      ['queued', NOON - HOUR],
      ['queued', NOON - 3 * HOUR],
      ['running', NOON + HOUR],
      ['waiting', NOON + HOUR],
      ['blocked', null],
      ['succeeded', null],
    ] as const;
    for (const [index, [state, nextAt]] of states.entries()) {
      const run = await seedRun(ledger, await seedSecret(knex, `s-${index}`));
      await knex('runs')
        .where({ id: run.id })
        .update({ state, next_at: nextAt });
    }
    await seedSecret(knex, 'late', { dueAt: NOON - HOUR });
    await seedSecret(knex, 'latest', { dueAt: NOON - 5 * HOUR });
    await seedSecret(knex, 'early', { dueAt: NOON + 1 });
    await seedSecret(knex, 'parked', { dueAt: 0, binding: 'parked' });
    for (const [name, seenAt] of [
      ['alive', NOON - 59_000],
      ['gone', NOON - 60_000],
    ] as const)
      await recordWorker(knex, { name, labels: [], stepVersion: 1, seenAt });
    let queries = 0;
    const { log } = watch(() => {
      queries += 1;
      return measureBacklog(knex, NOON);
    });
    await log.collect();
    expect(queries).toBe(1);
    const open = log
      .of('secret_rotation.runs.open')
      .map(({ labels, value }) => [labels['secret_rotation.state'], value]);
    expect(Object.fromEntries(open)).toEqual({
      queued: 2,
      running: 1,
      waiting: 1,
      blocked: 1,
    });
    expect(log.sum('secret_rotation.runs.oldest_due')).toBe(3 * 3600);
    expect(log.sum('secret_rotation.workers.live')).toBe(1);
    expect(log.sum('secret_rotation.secrets.overdue')).toBe(2);
    expect(log.sum('secret_rotation.secrets.oldest_due')).toBe(5 * 3600);
  });
});

describe('the gauges of the backlog', () => {
  it('say nothing while the ledger does not answer, and log no text of the error', async () => {
    const { log, lines } = watch(async () => {
      throw new Error('connect ECONNREFUSED db.internal:5432');
    });
    await log.collect();
    expect(log.measurements).toEqual([]);
    expect(lines).toEqual(['No backlog could be measured (Error)']);
  });
});

import { TestDatabases } from '@backstage/backend-test-utils';
import {
  NOON,
  openLedger,
  seedRun,
  seedSecret,
} from '../../__testUtils__/ledgerRows';
import type { Ledger } from '../Ledger';
import type { ClaimRequest } from './claimRuns';

jest.setTimeout(60_000);

const LEASE_MS = 30_000;
const REQUEST: ClaimRequest = {
  now: NOON,
  limit: 10,
  leaseMs: LEASE_MS,
  worker: 'one',
  stepVersion: 1,
  labels: [],
};
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a claim on %s', id => {
  let ledger: Ledger;
  beforeEach(async () => {
    ledger = await openLedger(await databases.init(id));
  });

  async function seed(count: number): Promise<number[]> {
    const ids: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const secret = await seedSecret(ledger.knex, `s-${index}`);
      // The first one became due last.
      const run = await seedRun(ledger, secret, { now: NOON - index });
      ids.push(run.id);
    }
    return ids;
  }

  it('never gives one run to two workers that ask at the same time', async () => {
    const ids = await seed(12);
    const claims = await Promise.all(
      ['one', 'two', 'three', 'four'].map(worker =>
        ledger.claimRuns({ ...REQUEST, worker, limit: 5 }),
      ),
    );
    expect(claims.every(claim => claim.length <= 5)).toBe(true);
    const taken = claims.flat().map(run => run.id);
    expect(new Set(taken).size).toBe(taken.length);
    const rest = await ledger.claimRuns({ ...REQUEST, limit: 20 });
    expect(
      [...taken, ...rest.map(run => run.id)].sort((a, b) => a - b),
    ).toEqual(ids);
  });

  it('takes what became due first, and no more than was asked for', async () => {
    const ids = await seed(5);
    const claimed = await ledger.claimRuns({ ...REQUEST, limit: 2 });
    expect(claimed.map(run => run.id).sort()).toEqual(ids.slice(3).sort());
  });

  it('leaves alone what is not due yet and what is newer than this replica', async () => {
    const secret = await seedSecret(ledger.knex, 'early');
    await seedRun(ledger, secret, { now: NOON + 1 });
    const newer = await seedSecret(ledger.knex, 'newer');
    await seedRun(ledger, newer, { stepVersion: 2 });
    expect(await ledger.claimRuns(REQUEST)).toEqual([]);
    expect(await ledger.claimRuns({ ...REQUEST, stepVersion: 2 })).toHaveLength(
      1,
    );
  });

  it('leaves what needs a label to the workers that carry it', async () => {
    const runs: Record<string, number> = {};
    for (const needs of [[], ['dmz'], ['dmz', 'eu']]) {
      const name = ['needs', ...needs].join('-');
      const secret = await seedSecret(ledger.knex, name);
      runs[name] = (await seedRun(ledger, secret, { needs })).id;
    }
    const claim = async (...labels: string[]) =>
      (await ledger.claimRuns({ ...REQUEST, labels })).map(run => run.id);
    expect(await claim('eu', 'lab')).toEqual([runs.needs]);
    expect(await claim()).toEqual([]);
    expect(await claim('lab', 'dmz')).toEqual([runs['needs-dmz']]);
    expect(await claim('eu', 'dmz')).toEqual([runs['needs-dmz-eu']]);
  });

  it('gives a run away again when its lease has ended, under a higher epoch', async () => {
    await seed(1);
    const [first] = await ledger.claimRuns(REQUEST);
    expect(first).toMatchObject({ state: 'running', worker: 'one', epoch: 1 });
    const during = { ...REQUEST, worker: 'two', now: NOON + LEASE_MS - 1 };
    expect(await ledger.claimRuns(during)).toEqual([]);
    const after = { ...during, now: NOON + LEASE_MS };
    expect(await ledger.claimRuns(after)).toMatchObject([
      { id: first.id, worker: 'two', epoch: 2 },
    ]);
  });

  it('is renewed only while it is the newest and the run is at work', async () => {
    const [runId] = await seed(1);
    await ledger.claimRuns(REQUEST);
    const claim = { runId, epoch: 1 };
    expect(await ledger.renewLeases([], NOON)).toBe(0);
    expect(
      await ledger.renewLeases([claim, { runId: 99, epoch: 1 }], NOON + 40_000),
    ).toBe(1);
    const later = { ...REQUEST, now: NOON + 39_999 };
    expect(await ledger.claimRuns(later)).toEqual([]);
    await ledger.claimRuns({ ...REQUEST, now: NOON + 40_000 });
    expect(await ledger.renewLeases([claim], NOON + 80_000)).toBe(0);
    await ledger.commitRun({ runId, epoch: 2 }, () => ({
      run: { state: 'waiting', nextAt: NOON + 90_000 },
      steps: [],
      consumers: [],
      versions: [],
      audit: [],
    }));
    expect(await ledger.renewLeases([{ runId, epoch: 2 }], NOON + 80_000)).toBe(
      0,
    );
  });

  it('that is given back is due at once, unless it is not the newest any more', async () => {
    const [runId] = await seed(1);
    await ledger.claimRuns(REQUEST);
    await ledger.releaseLease({ runId, epoch: 7 }, NOON + 1);
    expect(await ledger.claimRuns({ ...REQUEST, now: NOON + 1 })).toEqual([]);
    await ledger.releaseLease({ runId, epoch: 1 }, NOON + 1);
    expect(await ledger.claimRuns({ ...REQUEST, now: NOON + 1 })).toHaveLength(
      1,
    );
  });
});

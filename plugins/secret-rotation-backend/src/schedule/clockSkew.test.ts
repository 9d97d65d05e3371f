import {
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import fc from 'fast-check';
import {
  openLedger,
  POLICY,
  seedRun,
  seedSecret,
} from '../__testUtils__/ledgerRows';
import type { RotationConfiguration } from '../configuration';
import { DatabaseClock, type Clock } from '../ledger/DatabaseClock';
import type { Ledger } from '../ledger/Ledger';
import { dispatch } from './dispatch';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SKEW = 10 * MINUTE;
const LEASE_MS = 30_000;
const databases = TestDatabases.create();
const realNow = Date.now.bind(Date);

const CONFIGURATION = {
  stores: new Map(),
  rotators: new Map(),
  consumers: new Map(),
  policies: new Map([['database', POLICY]]),
  freezes: [],
  worker: { labels: [] },
} as unknown as RotationConfiguration;

/** Far enough from now, on either side, that no slow machine makes it come meanwhile. */
const distance = fc
  .tuple(
    fc.constantFrom(-1, 1),
    fc.integer({ min: MINUTE, max: SKEW + MINUTE }),
  )
  .map(([side, ms]) => side * ms);

async function createWorld(id: TestDatabaseId) {
  const ledger = await openLedger(await databases.init(id));
  return { ledger };
}

type World = Awaited<ReturnType<typeof createWorld>>;

type ClockOf = (ledger: Ledger) => Clock;

/** Lets replicas, each as far off as it is, claim and dispatch once, one after the other. */
async function lookOnce(
  { ledger }: World,
  skews: readonly number[],
  clockOf: ClockOf,
) {
  const now = jest.spyOn(Date, 'now');
  const claimed: number[] = [];
  let created = 0;
  for (const [index, skew] of skews.entries()) {
    now.mockImplementation(() => realNow() + skew);
    const clock = clockOf(ledger);
    const runs = await ledger.claimRuns({
      now: await clock.sync(),
      limit: 100,
      leaseMs: LEASE_MS,
      worker: `w${index}`,
      stepVersion: 1,
      labels: [],
    });
    claimed.push(...runs.map(run => run.id));
    created += await dispatch({
      ledger,
      clock,
      configuration: CONFIGURATION,
    });
  }
  now.mockRestore();
  return { claimed, created };
}

/** Replicas whose processes are up to ten minutes off start and claim by the database's time alone. */
function goesByTheDatabase(world: World, clockOf: ClockOf) {
  return fc.asyncProperty(
    fc.array(fc.integer({ min: -SKEW, max: SKEW }), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.array(distance, { minLength: 1, maxLength: 4 }),
    fc.array(distance, { minLength: 1, maxLength: 4 }),
    async (skews, dues, wakes) => {
      const { ledger } = world;
      const { knex } = ledger;
      await knex('secrets').delete();
      const now = await new DatabaseClock(knex).sync();
      for (const [index, ms] of dues.entries())
        await seedSecret(knex, `due-${index}`, {
          rotatedAt: now + ms - 30 * DAY,
          dueAt: now + ms,
          dispatchAt: now + ms,
        });
      const waiting = new Map<number, number>();
      for (const [index, ms] of wakes.entries()) {
        const secret = await seedSecret(knex, `waiting-${index}`);
        const run = await seedRun(ledger, secret, { now: now + ms });
        waiting.set(run.id, ms);
      }
      const started = await lookOnce(world, skews, clockOf);
      // Runs that dispatch makes may be claimed by the next replica; those are no matter here.
      const claimed = started.claimed.filter(id => waiting.has(id));
      const due = [...waiting].filter(([, ms]) => ms < 0).map(([id]) => id);
      expect([started.created, claimed.sort((a, b) => a - b)]).toEqual([
        dues.filter(ms => ms < 0).length,
        due,
      ]);
    },
  );
}

describe.each(databases.eachSupportedId())(
  'a clock that is wrong on %s',
  id => {
    it('makes a replica start nothing early, nothing late and nothing twice', async () => {
      const world = await createWorld(id);
      await fc.assert(
        goesByTheDatabase(world, ({ knex }) => new DatabaseClock(knex)),
        { numRuns: 30 },
      );
    });

    it('would show if a replica believed its own', async () => {
      const world = await createWorld(id);
      const itsOwn: Clock = {
        sync: async () => Date.now(),
        now: () => Date.now(),
      };
      const found = await fc.check(
        goesByTheDatabase(world, () => itsOwn),
        { numRuns: 100, seed: 2026, endOnFailure: true },
      );
      expect(found.errorInstance).toHaveProperty('matcherResult');
    });
  },
);

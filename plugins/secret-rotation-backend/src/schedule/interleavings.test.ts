import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import {
  NOON,
  openLedger,
  POLICY,
  seedSecret,
} from '../__testUtils__/ledgerRows';
import { ManualClock } from '../__testUtils__/ManualClock';
import type { RotationConfiguration } from '../configuration';
import {
  interleaved,
  runsIn,
  withVerbs,
} from '../ledger/__testUtils__/interleaved';
import { LeaseLostError } from '../ledger/errors';
import type { Ledger } from '../ledger/Ledger';
import type { Claim } from '../ledger/operations/leases';
import { dispatch } from './dispatch';

jest.setTimeout(60_000);

const DAY = 24 * 3600_000;
const LEASE_MS = 30_000;
const SECRETS = 2;
const databases = TestDatabases.create();

const CONFIGURATION = {
  stores: new Map(),
  rotators: new Map(),
  consumers: new Map(),
  policies: new Map([['database', POLICY]]),
  freezes: [],
  worker: { labels: [] },
} as unknown as RotationConfiguration;

/** What becomes of the world of one interleaving. */
interface Scene {
  readonly ledger: Ledger;
  readonly clock: ManualClock;
  /** Commits that ended a run, by run. */
  readonly ended: number[];
  /** Decisions that were written down, and those that a commit was told of, by run. */
  readonly decided: number[];
  readonly heard: number[];
}

/** A worker that claims, renews, commits a step, and ends the run as a rotation does. */
async function work(scene: Scene, worker: string): Promise<void> {
  const { ledger, clock } = scene;
  for (let round = 0; round < 3; round += 1) {
    const claimed = await ledger.claimRuns({
      now: clock.at,
      limit: SECRETS,
      leaseMs: LEASE_MS,
      worker,
      stepVersion: 1,
      labels: [],
    });
    for (const { id, epoch } of claimed) {
      const claim = { runId: id, epoch };
      try {
        await ledger.renewLeases([claim], clock.at + LEASE_MS);
        await commit(scene, claim, false);
        await commit(scene, claim, true);
      } catch (error) {
        if (!(error instanceof LeaseLostError)) throw error;
      }
    }
  }
}

async function commit(scene: Scene, claim: Claim, ends: boolean) {
  const { ledger, clock } = scene;
  const later = clock.at + 30 * DAY;
  const gone = { decision: undefined };
  let heard = false;
  await ledger.commitRun(claim, decision => {
    heard = decision !== undefined;
    return {
      run: ends
        ? { ...gone, state: 'succeeded', nextAt: undefined, closedAt: clock.at }
        : { ...gone, state: 'running' },
      steps: [],
      consumers: [],
      versions: [],
      secret: ends
        ? { rotatedAt: clock.at, dueAt: later, dispatchAt: later }
        : undefined,
      audit: [],
    };
  });
  if (heard) scene.heard.push(claim.runId);
  if (ends) scene.ended.push(claim.runId);
}

/** A person who wants whatever is open to end, as often as they look. */
async function decide({ ledger, clock, decided }: Scene): Promise<void> {
  for (let look = 0; look < 2; look += 1) {
    const runs = await runsIn(ledger.knex);
    for (const run of runs.filter(each => each.closedAt === undefined)) {
      const answer = await ledger.recordDecision(
        run.id,
        {
          kind: 'cancel',
          actor: { kind: 'user', ref: 'user:default/ana' },
          reason: `Look ${look}`,
          at: clock.at,
        },
        'resource:default/any',
      );
      // Repeating what is pending already changes nothing.
      if (answer.run.decision?.reason === `Look ${look}`) decided.push(run.id);
    }
  }
}

/** In any order of two workers' operations, doubled ticks, a decision and leases that end, everything is done once. */
function doesEverythingOnce(real: Ledger, mutate: (ledger: Ledger) => Ledger) {
  return fc.asyncProperty(
    fc.scheduler(),
    fc.array(fc.constantFrom(LEASE_MS / 2, LEASE_MS + 1), { maxLength: 2 }),
    async (scheduler, passes) => {
      const { knex } = real;
      await knex('secrets').delete();
      for (let index = 0; index < SECRETS; index += 1)
        await seedSecret(knex, `s-${index}`, {
          rotatedAt: NOON - index - 30 * DAY,
          dueAt: NOON - index,
          dispatchAt: NOON - index,
        });
      const clock = new ManualClock();
      const rest = { clock, configuration: CONFIGURATION };
      // One is due earlier and its run is there already, so that workers have something to do from the beginning.
      clock.at = NOON - 1;
      expect(await dispatch({ ...rest, ledger: real })).toBe(1);
      clock.at = NOON;
      const ledger = interleaved(mutate(real), scheduler);
      const scene: Scene = {
        ledger,
        clock,
        ended: [],
        decided: [],
        heard: [],
      };
      const tick = () => dispatch({ ...rest, ledger });
      const timePasses = async () => {
        for (const ms of passes) {
          await scheduler.schedule(Promise.resolve(), `${ms} ms pass`);
          clock.at += ms;
        }
      };
      const [created] = await scheduler.waitFor(
        Promise.all([
          Promise.all([tick(), tick()]),
          work(scene, 'w1'),
          work(scene, 'w2'),
          decide(scene),
          timePasses(),
        ]),
      );
      const runs = await runsIn(knex);
      // Each secret was due once, so it has one run, and one tick made that of the later one.
      expect(new Set(runs.map(run => run.secretId)).size).toBe(SECRETS);
      expect(runs).toHaveLength(SECRETS);
      expect(created.reduce((sum, each) => sum + each, 0)).toBe(SECRETS - 1);
      // One commit ended each run that is over; every other run has a time at which it goes on.
      const closed = runs.filter(run => run.closedAt !== undefined);
      expect([...scene.ended].sort()).toEqual(closed.map(run => run.id).sort());
      expect(
        runs.filter(run => (run.nextAt === undefined) !== closed.includes(run)),
      ).toEqual([]);
      // What a person decided waits or was heard by one commit, and nothing is heard that nobody decided.
      const pending = runs.filter(run => run.decision).map(run => run.id);
      expect([...pending, ...scene.heard].sort()).toEqual(
        [...scene.decided].sort(),
      );
      expect(closed.filter(run => run.decision)).toEqual([]);
    },
  );
}

const itself = (ledger: Ledger) => ledger;

describe.each(databases.eachSupportedId())('two replicas on %s', id => {
  it('do everything once, in whatever order their operations come', async () => {
    const ledger = await openLedger(await databases.init(id));
    await fc.assert(doesEverythingOnce(ledger, itself), { numRuns: 40 });
  });
});

describe('the check of interleavings', () => {
  it.each<[string, (ledger: Ledger) => Partial<Ledger>]>([
    [
      'dispatch does not look again whether a secret is still due',
      ledger => ({ createDueRun: wish => ledger.createRun(wish) }),
    ],
    [
      'a claim does not raise the epoch',
      ledger => ({
        async claimRuns(request) {
          const runs = await ledger.claimRuns(request);
          await ledger
            .knex('runs')
            .whereIn(
              'id',
              runs.map(run => run.id),
            )
            .update({ epoch: 0 });
          return runs.map(run => ({ ...run, epoch: 0 }));
        },
      }),
    ],
    [
      'a commit does not look at the epoch',
      ledger => ({
        async commitRun(claim, build) {
          const [run] = (await runsIn(ledger.knex)).filter(
            each => each.id === claim.runId,
          );
          return ledger.commitRun({ ...claim, epoch: run.epoch }, build);
        },
      }),
    ],
    [
      'a decision is not heard',
      ledger => ({
        commitRun: (claim, build) =>
          ledger.commitRun(claim, () => build(undefined)),
      }),
    ],
  ])('shows when %s', async (_, verbs) => {
    const ledger = await openLedger(await databases.init('SQLITE_3'));
    const found = await fc.check(
      doesEverythingOnce(ledger, real => withVerbs(real, verbs(real))),
      { numRuns: 100, seed: 2026, endOnFailure: true },
    );
    // By the invariants, not by an error on the way to them.
    expect(found.errorInstance).toHaveProperty('matcherResult');
  });
});

import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { openLedger } from '../__testUtils__/ledgerRows';
import {
  agreesWithTheModel,
  verbsOf,
} from './__testUtils__/agreesWithTheModel';
import type { RunVerbs } from './__testUtils__/claimCommands';
import { runRows, type DbRow } from './columns';
import type { Ledger } from './Ledger';

jest.setTimeout(60_000);

const databases = TestDatabases.create();

/** The same sequences each time: whether a mutant is found must not hang on luck. */
const SEQUENCES = { numRuns: 80, seed: 2026, endOnFailure: true };

/** The newest claim on a run, whoever asks. */
async function newest(ledger: Ledger, runId: number) {
  const row: DbRow | undefined = await ledger
    .knex('runs')
    .where({ id: runId })
    .first('*');
  if (!row) throw new Error(`There is no run ${runId}`);
  return { runId, epoch: runRows.fromDb(row).epoch };
}

describe('the check of claims', () => {
  const mutants: Array<[string, (ledger: Ledger) => Partial<RunVerbs>]> = [
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
            .decrement('epoch');
          return runs.map(run => ({ ...run, epoch: run.epoch - 1 }));
        },
      }),
    ],
    [
      'a commit does not look at the epoch',
      ledger => ({
        commitRun: async (claim, build) =>
          ledger.commitRun(await newest(ledger, claim.runId), build),
      }),
    ],
    [
      'a renewal does not look at the epoch',
      ledger => ({
        renewLeases: async (claims, until) =>
          ledger.renewLeases(
            await Promise.all(claims.map(claim => newest(ledger, claim.runId))),
            until,
          ),
      }),
    ],
    [
      'a lease is given back by who lost it',
      ledger => ({
        releaseLease: async (claim, now) =>
          ledger.releaseLease(await newest(ledger, claim.runId), now),
      }),
    ],
    [
      'what is leased is claimed before the lease ends',
      ledger => ({
        claimRuns: request =>
          ledger.claimRuns({ ...request, now: request.now + request.leaseMs }),
      }),
    ],
    [
      'a claim takes more than it may',
      ledger => ({
        claimRuns: request =>
          ledger.claimRuns({ ...request, limit: request.limit + 1 }),
      }),
    ],
    [
      'a decision is not heard',
      ledger => ({
        commitRun: (claim, build) =>
          ledger.commitRun(claim, () => build(undefined)),
      }),
    ],
    [
      'a decision wakes nobody',
      ledger => ({
        async recordDecision(runId, decision, ref) {
          const before = await ledger
            .knex('runs')
            .where({ id: runId })
            .first('state', 'next_at');
          const decided = await ledger.recordDecision(runId, decision, ref);
          await ledger.knex('runs').where({ id: runId }).update(before);
          return decided;
        },
      }),
    ],
  ];

  it('finds nothing wrong with the ledger as it is', async () => {
    const ledger = await openLedger(await databases.init('SQLITE_3'));
    await fc.assert(agreesWithTheModel(ledger, verbsOf(ledger)), SEQUENCES);
  });

  it.each(mutants)('shows when %s', async (_, mutate) => {
    const ledger = await openLedger(await databases.init('SQLITE_3'));
    const verbs = { ...verbsOf(ledger), ...mutate(ledger) };
    const found = await fc.check(agreesWithTheModel(ledger, verbs), SEQUENCES);
    expect(found.errorInstance).toHaveProperty('code', 'ERR_ASSERTION');
  });

  it('shows when a secret may have two open runs', async () => {
    const ledger = await openLedger(await databases.init('SQLITE_3'));
    await ledger.knex.raw('drop index runs_one_open_idx');
    const found = await fc.check(
      agreesWithTheModel(ledger, verbsOf(ledger)),
      SEQUENCES,
    );
    expect(found.errorInstance).toHaveProperty('code', 'ERR_ASSERTION');
  });
});

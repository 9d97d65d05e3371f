import { deepStrictEqual, ok } from 'node:assert';
import { OPEN_RUN_STATES } from '@keyturn/backstage-plugin-secret-rotation-common';
import fc from 'fast-check';
import { NOON, seedSecret } from '../../__testUtils__/ledgerRows';
import { runRows, type DbRow } from '../columns';
import type { Ledger } from '../Ledger';
import { claimCommands, type RealRuns, type RunVerbs } from './claimCommands';
import { PlainRuns } from './PlainRuns';

const SECRETS = 3;

/** The ledger's rows say the same as the model, and nothing that is open can be lost. */
async function compare(model: PlainRuns, ledger: Ledger): Promise<void> {
  const rows: DbRow[] = await ledger.knex('runs').orderBy('id');
  // Copied, because the driver's list is not of the test's realm.
  const runs = [...rows].map(runRows.fromDb);
  deepStrictEqual(
    runs.map(({ id, secretId, state, epoch, nextAt, decision }) => ({
      id,
      secretId,
      state,
      epoch,
      nextAt,
      decision: decision?.kind,
    })),
    [...model.runs.values()].map(run => ({
      decision: undefined,
      nextAt: undefined,
      ...run,
    })),
  );
  const open = runs.filter(run =>
    OPEN_RUN_STATES.some(state => state === run.state),
  );
  deepStrictEqual(new Set(open.map(run => run.secretId)).size, open.length);
  for (const run of open)
    ok(run.nextAt !== undefined || run.turn?.who === 'person');
}

/** Whatever workers, persons and time do, in whatever order, the ledger does what the model does. */
export function agreesWithTheModel(ledger: Ledger, verbs: RunVerbs) {
  return fc.asyncProperty(claimCommands(SECRETS), async commands => {
    await ledger.knex('secrets').delete();
    const secrets = await Promise.all(
      Array.from({ length: SECRETS }, (_, index) =>
        seedSecret(ledger.knex, `s-${index}`),
      ),
    );
    const model = new PlainRuns(NOON);
    const real: RealRuns = { verbs, secrets };
    await fc.asyncModelRun(() => ({ model, real }), commands);
    await compare(model, ledger);
  });
}

/** The ledger's own verbs. */
export const verbsOf = (ledger: Ledger): RunVerbs => ({
  claimRuns: request => ledger.claimRuns(request),
  renewLeases: (claims, until) => ledger.renewLeases(claims, until),
  releaseLease: (claim, now) => ledger.releaseLease(claim, now),
  shortenLeases: (claims, until) => ledger.shortenLeases(claims, until),
  commitRun: (claim, build) => ledger.commitRun(claim, build),
  createRun: wish => ledger.createRun(wish),
  recordDecision: (...parts) => ledger.recordDecision(...parts),
});

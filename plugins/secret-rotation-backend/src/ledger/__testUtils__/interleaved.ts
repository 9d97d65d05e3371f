import type fc from 'fast-check';
import type { Knex } from 'knex';
import { runRows, type DbRow } from '../columns';
import type { Ledger } from '../Ledger';
import type { RunRow } from '../rows';

/** A ledger, some verbs of which are others. */
export function withVerbs(ledger: Ledger, verbs: Partial<Ledger>): Ledger {
  return new Proxy(ledger, {
    get(target, property) {
      if (property in verbs) return Reflect.get(verbs, property);
      const value: unknown = Reflect.get(target, property, target);
      const isVerb = typeof value === 'function' && property !== 'knex';
      return isVerb ? value.bind(target) : value;
    },
  });
}

/** The ledger, each of whose verbs begins only when the scheduler says so: the order is the scheduler's choice. */
export function interleaved(ledger: Ledger, scheduler: fc.Scheduler): Ledger {
  const after =
    <P extends unknown[], R>(name: string, verb: (...parts: P) => Promise<R>) =>
    async (...parts: P) => {
      await scheduler.schedule(Promise.resolve(), name);
      return verb(...parts);
    };
  return withVerbs(ledger, {
    claimRuns: after('claim', request => ledger.claimRuns(request)),
    renewLeases: after('renew', (...parts) => ledger.renewLeases(...parts)),
    commitRun: after('commit', (...parts) => ledger.commitRun(...parts)),
    createDueRun: after('create', wish => ledger.createDueRun(wish)),
    recordDecision: after('decide', (...parts) =>
      ledger.recordDecision(...parts),
    ),
  });
}

/** All runs, oldest first. */
export async function runsIn(knex: Knex): Promise<RunRow[]> {
  const rows: DbRow[] = await knex('runs').orderBy('id');
  // Copied, because the driver's list is not of the test's realm.
  return [...rows].map(runRows.fromDb);
}

import type { DatabaseService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { openDatabase } from './database';
import { claimRuns, type ClaimRequest } from './operations/claimRuns';
import { commitRun, type RunChange } from './operations/commitRun';
import { createRun, type Created, type NewRun } from './operations/createRun';
import { releaseLease, renewLeases, type Claim } from './operations/leases';
import { loadRun } from './operations/loadRun';
import { recordDecision, type Decided } from './operations/recordDecision';
import type { LoadedRun, PendingDecision, RunRow } from './rows';

/**
 * The one durable memory of the engine: runs, versions, consumers and the audit trail in the plugin's own database.
 * N replicas share it. What each operation does stands in its file under `operations`.
 */
export class Ledger {
  readonly #knex: Knex;

  /** Opens the database and brings its tables up to date. */
  static async create(database: DatabaseService): Promise<Ledger> {
    return new Ledger(await openDatabase(database));
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The connection, for the queries of the catalog sync and of the pages. */
  get knex(): Knex {
    return this.#knex;
  }

  claimRuns(request: ClaimRequest): Promise<RunRow[]> {
    return claimRuns(this.#knex, request);
  }

  renewLeases(claims: readonly Claim[], until: number): Promise<number> {
    return renewLeases(this.#knex, claims, until);
  }

  releaseLease(claim: Claim, now: number): Promise<void> {
    return releaseLease(this.#knex, claim, now);
  }

  commitRun(
    claim: Claim,
    build: (decision: PendingDecision | undefined) => RunChange,
  ): Promise<RunRow> {
    return commitRun(this.#knex, claim, build);
  }

  createRun(wish: NewRun): Promise<Created> {
    return createRun(this.#knex, wish);
  }

  loadRun(runId: number): Promise<LoadedRun | undefined> {
    return loadRun(this.#knex, runId);
  }

  recordDecision(
    runId: number,
    decision: PendingDecision,
    secretRef: string,
  ): Promise<Decided> {
    return recordDecision(this.#knex, runId, decision, secretRef);
  }
}

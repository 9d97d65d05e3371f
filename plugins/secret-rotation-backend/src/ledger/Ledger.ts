import type { DatabaseService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { NO_FAILPOINTS, type Failpoints } from '../engine/failpoints';
import { openDatabase, readSnapshot } from './database';
import { claimRuns, type ClaimRequest } from './operations/claimRuns';
import { commitRun, type RunChange } from './operations/commitRun';
import { createDueRun } from './operations/createDueRun';
import { createRun, type Created, type NewRun } from './operations/createRun';
import {
  releaseLease,
  renewLeases,
  shortenLeases,
  type Claim,
} from './operations/leases';
import { loadRun } from './operations/loadRun';
import { recordDecision, type Decided } from './operations/recordDecision';
import type { LoadedRun, PendingDecision, RunRow } from './rows';

/**
 * The one durable memory of the engine: runs, versions, consumers and the audit trail in the plugin's own database.
 * N replicas share it. What each operation does stands in its file under `operations`.
 */
export class Ledger {
  readonly #knex: Knex;
  readonly #failpoints: Failpoints;

  /** Opens the database and brings its tables up to date. */
  static async create(
    database: DatabaseService,
    failpoints: Failpoints = NO_FAILPOINTS,
  ): Promise<Ledger> {
    return new Ledger(await openDatabase(database), failpoints);
  }

  protected constructor(knex: Knex, failpoints: Failpoints) {
    this.#knex = knex;
    this.#failpoints = failpoints;
  }

  /** The connection, for the queries of the catalog sync and of the pages. */
  get knex(): Knex {
    return this.#knex;
  }

  /** Reads what belongs together as it was at one instant, see {@link readSnapshot}. */
  snapshot<T>(read: (knex: Knex) => Promise<T>): Promise<T> {
    return readSnapshot(this.#knex, read);
  }

  async claimRuns(request: ClaimRequest): Promise<RunRow[]> {
    const claimed = await claimRuns(this.#knex, request);
    // A look that finds nothing due commits nothing, and before one that does nothing has happened either.
    if (claimed.length > 0) this.#failpoints.hit('after:commit', 'claim');
    return claimed;
  }

  renewLeases(claims: readonly Claim[], until: number): Promise<number> {
    return renewLeases(this.#knex, claims, until);
  }

  shortenLeases(claims: readonly Claim[], until: number): Promise<void> {
    return shortenLeases(this.#knex, claims, until);
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

  async createRun(wish: NewRun): Promise<Created> {
    this.#failpoints.hit('before:commit', 'start');
    const created = await createRun(this.#knex, wish);
    this.#failpoints.hit('after:commit', 'start');
    return created;
  }

  async createDueRun(wish: NewRun): Promise<Created | undefined> {
    this.#failpoints.hit('before:commit', 'start');
    const created = await createDueRun(this.#knex, wish);
    this.#failpoints.hit('after:commit', 'start');
    return created;
  }

  loadRun(runId: number): Promise<LoadedRun | undefined> {
    return loadRun(this.#knex, runId);
  }

  async recordDecision(
    runId: number,
    decision: PendingDecision,
    secretRef: string,
  ): Promise<Decided> {
    this.#failpoints.hit('before:commit', 'decision');
    const decided = await recordDecision(
      this.#knex,
      runId,
      decision,
      secretRef,
    );
    this.#failpoints.hit('after:commit', 'decision');
    return decided;
  }
}

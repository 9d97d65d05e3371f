import type { LoggerService } from '@backstage/backend-plugin-api';
import type { RetentionSettings } from '../configuration/model';
import type { Clock } from '../ledger/DatabaseClock';
import type { Ledger } from '../ledger/Ledger';
import {
  pruneAudit,
  pruneRuns,
  pruneVersions,
  type PruneRequest,
} from '../ledger/operations/pruneHistory';
import { pruneWorkers } from '../ledger/operations/workers';
import {
  closeLeftSteps,
  reopenAbandoned,
} from '../ledger/operations/reopenAbandoned';

/** How many rows one statement touches. Each is a transaction of its own. */
const CHUNK = 500;

/** How many chunks of one kind a tick prunes. The next tick goes on. */
const CHUNKS_PER_TICK = 20;

/** After this many leases a run that is still said to be at work is nobody's. */
const LEASES_UNTIL_ABANDONED = 10;

/** How long a worker that ended without a word is kept, in ms. */
const WORKERS_KEPT_MS = 24 * 60 * 60 * 1000;

/** What housekeeping is made of. */
export interface HousekeepingOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly logger: LoggerService;
  readonly leaseMs: number;
  readonly retention: RetentionSettings;
}

/** What one tick did, in rows. */
export interface Housekept {
  readonly reopened: number;
  readonly stepsClosed: number;
  readonly runs: number;
  readonly audit: number;
  readonly versions: number;
  readonly workers: number;
}

/** Queues what was abandoned and prunes what is older than its retention. Harmless when doubled. */
export async function housekeeping(
  options: HousekeepingOptions,
): Promise<Housekept> {
  const { ledger, clock, logger, leaseMs, retention } = options;
  const { knex } = ledger;
  const now = await clock.sync();
  const reopened = await reopenAbandoned(knex, {
    now,
    endedBefore: now - LEASES_UNTIL_ABANDONED * leaseMs,
    limit: CHUNK,
  });
  if (reopened > 0) {
    logger.warn(
      `${reopened} abandoned runs were queued again; their audit trail says why`,
    );
  }
  const prune = (
    one: (database: typeof knex, request: PruneRequest) => Promise<number>,
    ageMs: number,
  ) => inChunks(limit => one(knex, { before: now - ageMs, limit }));
  return {
    reopened,
    stepsClosed: await inChunks(limit => closeLeftSteps(knex, { now, limit })),
    // Before the audit trail, of which the newest success of a secret keeps a part.
    runs: await prune(pruneRuns, retention.runsMs),
    audit: await prune(pruneAudit, retention.auditMs),
    versions: await prune(pruneVersions, retention.versionsMs),
    workers: await prune(pruneWorkers, WORKERS_KEPT_MS),
  };
}

async function inChunks(
  one: (limit: number) => Promise<number>,
): Promise<number> {
  let total = 0;
  for (let chunk = 0; chunk < CHUNKS_PER_TICK; chunk += 1) {
    const touched = await one(CHUNK);
    total += touched;
    if (touched < CHUNK) break;
  }
  return total;
}

import type { LoggerService } from '@backstage/backend-plugin-api';
import { runLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Clock } from '../ledger/DatabaseClock';
import type { Ledger } from '../ledger/Ledger';
import {
  forgetWorker,
  recordWorker,
  WORKER_GONE_MS,
} from '../ledger/operations/workers';
import type { CredentialUse, RunRow } from '../ledger/rows';
import type { Departure } from './Departure';
import { errorType } from './errorType';
import type { Instruments } from './observability/Instruments';
import { PROCESS_TIMERS, type Cancel, type Timers } from './Timers';

/**
 * The version of the workflow that this code knows. A run is pinned to the version it started with; a replica leaves
 * runs of newer versions alone.
 */
export const STEP_VERSION = 1;

/** How often a worker says that it lives, in ms: a few times before it would be forgotten. */
const ALIVE_EVERY_MS = WORKER_GONE_MS / 6;

/** How a worker works. Spans in ms. */
export interface WorkerOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly logger: LoggerService;
  /** Unique per process. */
  readonly name: string;
  readonly leaseMs: number;
  /** How many runs this replica works on at once. */
  readonly concurrency: number;
  /** What this replica can reach that others cannot. */
  readonly labels: readonly string[];
  /** With which secrets the adapters of this process log in themselves. */
  readonly credentials?: readonly CredentialUse[];
  /** How long a slice of work may go without progress before its lease is not renewed any more. */
  readonly patienceMs: number;
  readonly timers?: Timers;
  readonly instruments?: Instruments;
  /** After this time no call that is under way now can be: the deadline of calls. */
  readonly deadlineMs: number;
  advance(run: RunRow, departure: Departure): Promise<void>;
}

interface ActiveRun {
  readonly runId: number;
  readonly epoch: number;
  /** On the process's monotonic clock. */
  touchedAt: number;
}

/**
 * Claims runs that are due and carries each on. Holds no timer for a run: a wait is a row. While runs are at work a
 * heartbeat renews their leases in one statement; a run whose call hangs past its patience is not renewed, so that
 * another worker takes it over, and it holds up nobody else.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #active = new Set<ActiveRun>();
  readonly #slices = new Set<Promise<void>>();
  readonly #timers: Timers;
  readonly #departure = { isNear: false, isNow: false };
  #heartbeat: Cancel | undefined;
  #renewal: Promise<unknown> = Promise.resolve();
  #stopping: Promise<void> | undefined;
  #ticking: Promise<void> | undefined;
  #again = false;
  #saidAliveAt = -Infinity;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#timers = options.timers ?? PROCESS_TIMERS;
  }

  /** Looks for due runs once; a call while one is under way makes it look once more. Safe to call at any time. */
  async tick(): Promise<void> {
    if (this.#ticking) {
      this.#again = true;
      await this.#ticking;
      return;
    }
    this.#ticking = this.#claim().finally(() => {
      this.#ticking = undefined;
    });
    await this.#ticking;
    if (this.#again) {
      this.#again = false;
      await this.tick();
    }
  }

  /** Resolves when nothing is at work. */
  async idle(): Promise<void> {
    while (this.#slices.size > 0) await Promise.all(this.#slices);
  }

  /** Notes that a run has made progress under a claim: its patience begins anew. */
  touch(runId: number, epoch: number): void {
    for (const active of this.#active) {
      if (active.runId === runId && active.epoch === epoch)
        active.touchedAt = this.#timers.now();
    }
  }

  /**
   * Hands this worker's runs over, and no other's. It claims nothing more; a slice gives its run back at its next
   * commit. A slice that gets to none within `graceMs` has a call under way: it begins no other, and its lease ends
   * when that call's deadline has passed, so that a successor never meets it. Called again, it changes nothing.
   */
  stop(graceMs: number): Promise<void> {
    this.#stopping ??= this.#stop(graceMs);
    return this.#stopping;
  }

  async #stop(graceMs: number): Promise<void> {
    const { ledger, clock, deadlineMs, logger, name } = this.#options;
    this.#departure.isNear = true;
    // A failed claim was reported by the tick that made it; what is left of it ends by itself.
    await Promise.allSettled([this.#ticking]);
    let cancel: Cancel | undefined;
    const grace = new Promise<void>(resolve => {
      cancel = this.#timers.after(graceMs, resolve);
    });
    await Promise.race([this.idle(), grace]);
    cancel?.();
    this.#heartbeat?.();
    this.#departure.isNow = true;
    await this.#renewal;
    await ledger
      .shortenLeases([...this.#active], clock.now() + deadlineMs)
      .catch(() => logger.warn('The last leases end by themselves'));
    await forgetWorker(ledger.knex, name).catch(() =>
      logger.warn('This worker is counted on for another minute'),
    );
  }

  async #claim(): Promise<void> {
    const { ledger, clock, leaseMs, name, concurrency, labels } = this.#options;
    if (this.#departure.isNear) return;
    const now = await clock.sync();
    await this.#sayAlive(now);
    // What hangs is on its way to another worker and takes nobody's place.
    const limit = concurrency - this.#patient().length;
    if (limit <= 0) return;
    const runs = await ledger.claimRuns({
      now,
      limit,
      leaseMs,
      worker: name,
      stepVersion: STEP_VERSION,
      labels,
    });
    this.#options.instruments?.claimed(runs.length);
    for (const run of runs) this.#carry(run);
  }

  /** Lets people see that there is a worker, and what it can carry. */
  async #sayAlive(now: number): Promise<void> {
    if (now - this.#saidAliveAt < ALIVE_EVERY_MS) return;
    const { ledger, name, labels, credentials } = this.#options;
    await recordWorker(ledger.knex, {
      name,
      labels,
      stepVersion: STEP_VERSION,
      seenAt: now,
      credentials,
    });
    this.#saidAliveAt = now;
  }

  #carry(run: RunRow): void {
    const { advance, logger, ledger, clock } = this.#options;
    const active: ActiveRun = {
      runId: run.id,
      epoch: run.epoch,
      touchedAt: this.#timers.now(),
    };
    this.#active.add(active);
    this.#startHeartbeat();
    const slice = advance(run, this.#departure)
      .catch(async error => {
        // A slice ends here only when the ledger itself failed. The lease ends by itself; the run is then due again.
        const type = errorType(error);
        logger.error(
          `${runLabel(
            run.id,
          )} stopped: the ledger failed (${type}). It goes on later`,
        );
        await ledger
          .releaseLease({ runId: run.id, epoch: run.epoch }, clock.now() + 1000)
          .catch(() =>
            logger.warn(`The lease on ${runLabel(run.id)} ends by itself`),
          );
      })
      .finally(() => {
        this.#active.delete(active);
        this.#slices.delete(slice);
        if (this.#active.size === 0) {
          this.#heartbeat?.();
          this.#heartbeat = undefined;
        }
      });
    this.#slices.add(slice);
  }

  #patient(): ActiveRun[] {
    const now = this.#timers.now();
    return [...this.#active].filter(
      run => now - run.touchedAt < this.#options.patienceMs,
    );
  }

  #startHeartbeat(): void {
    if (this.#heartbeat) return;
    const { leaseMs, ledger, clock, logger } = this.#options;
    this.#heartbeat = this.#timers.every(leaseMs / 3, () => {
      this.#renewal = ledger
        .renewLeases(this.#patient(), clock.now() + leaseMs)
        .catch(() =>
          logger.warn('Leases could not be renewed; they end by themselves'),
        );
    });
  }
}

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  isOpen,
  type RunDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { PortalEnd } from '../../portal-process';
import { judgeEnd } from '../oracle/judge';
import { strategyNamed } from '../strategies';
import type { SweepWorld } from '../world/SweepWorld';
import { SECRET } from '../world/portalOptions';
import { ENDINGS, type Case, type CaseResult } from './Case';
import { recoverySeconds, type Kill } from './recoverySeconds';

const DEADLINE_MS = 120_000;
const POLL_MS = 100;
const REVOKE = /\/before:effect:rotator\.revoke$/;
/** How long a worker whose run is over may take to die. */
const LAST_KILL_MS = 3_000;

/** The world cannot be used for another case. */
class StuckError extends Error {}

/** Carries one run through, kills its worker where the case says, and starts it again each time. */
class CaseRun {
  readonly #world: SweepWorld;
  readonly #case: Case;
  readonly #key = randomUUID();
  readonly #deadline = performance.now() + DEADLINE_MS;
  readonly #pending: string[];
  readonly hits: string[] = [];
  readonly kills: Kill[] = [];
  #end?: PortalEnd;
  #runId?: number;

  constructor(world: SweepWorld, kase: Case) {
    this.#world = world;
    this.#case = kase;
    this.#pending = [...kase.kills];
    this.#watchPortal();
  }

  get runId(): number {
    if (this.#runId === undefined) throw new StuckError('no run was started');
    return this.#runId;
  }

  /** @returns the run when it is over and every kill has happened, or cannot happen any more */
  async carry(): Promise<RunDetail> {
    const world = this.#world;
    world.hold(this.#case.journey === 'rollback');
    world.arm(this.#pending[0]);
    let overSince: number | undefined;
    for (;;) {
      if (this.#end) await this.#startAgain(this.#end);
      const run = await this.#look();
      if (run && !isOpen(run.state)) {
        overSince ??= performance.now();
        if (
          !this.#end &&
          (this.#pending.length === 0 ||
            performance.now() - overSince > LAST_KILL_MS)
        ) {
          this.hits.push(...world.takeHits());
          return run;
        }
      }
      if (run?.turn.who === 'person') {
        throw new StuckError(`a person is asked: ${run.turn.question}`);
      }
      if (performance.now() > this.#deadline) {
        throw new StuckError(
          run ? `still ${run.state} in ${run.step}` : 'no answer in time',
        );
      }
      await delay(POLL_MS);
    }
  }

  /** Starts the run, or asks for what the journey needs next. `undefined`: the worker does not answer. */
  async #look(): Promise<RunDetail | undefined> {
    const { api } = this.#world;
    try {
      if (this.#runId === undefined) {
        const run = await api.startRun(SECRET, {
          reason: 'crash sweep',
          idempotencyKey: this.#key,
        });
        this.#runId = run.id;
      }
      const run = await api.getRun(this.#runId);
      if (this.#case.journey === 'rollback') await this.#turnBack(run);
      return run;
    } catch (error) {
      if (isDown(error)) return undefined;
      throw error;
    }
  }

  /** A person asks for the way back as soon as verify waits for the consumer that is held; then it may follow. */
  async #turnBack(run: RunDetail): Promise<void> {
    const waits = run.step === 'verify' && run.state === 'waiting';
    if (run.direction === 'forward' && waits) {
      await this.#world.api.rollbackRun(run.id, 'crash sweep');
    } else if (run.direction === 'rollback') {
      this.#world.hold(false);
    }
  }

  async #startAgain(end: PortalEnd): Promise<void> {
    const world = this.#world;
    const at = Date.now();
    const hits = world.takeHits();
    this.hits.push(...hits);
    const [failpoint] = this.#pending;
    if (end.signal !== 'SIGKILL' || hits.at(-1) !== failpoint) {
      throw new StuckError('the worker ended by itself');
    }
    this.#pending.shift();
    world.arm(this.#pending[0]);
    this.#end = undefined;
    this.kills.push({ at, upAgain: await world.restart() });
    this.#watchPortal();
  }

  #watchPortal(): void {
    const { portal } = this.#world;
    portal.ended.then(end => {
      this.#end = end;
    });
  }
}

/** Runs one case and judges it. */
export async function runCase(
  world: SweepWorld,
  kase: Case,
): Promise<CaseResult> {
  const startedAt = performance.now();
  await world.oracle.begin();
  world.takeHits();
  const course = new CaseRun(world, kase);
  const run = await course.carry();
  world.arm(undefined);
  const { ledger } = world;
  const { target } = strategyNamed(kase.strategy);
  const failedQueries = world.takeFailedQueries();
  const violations = judgeEnd({
    expected: { state: ENDINGS[kase.journey] },
    oracle: await world.oracle.report(),
    ledger: await ledger.facts(run.id),
    traits: target.traits,
    effects: await world.target.effects(),
    revokeCalls: course.hits.filter(hit => REVOKE.test(hit)).length,
  });
  const recoveries: Array<number | null> = [];
  for (const [i, kill] of course.kills.entries()) {
    const progressAt = await ledger.nextProgress(run.id, kill.at);
    const seconds = recoverySeconds(kill, progressAt, course.kills[i + 1]);
    recoveries.push(seconds ?? null);
  }
  return {
    ...kase,
    outcome: run.state,
    killed: course.kills.length,
    commits: await ledger.commits(run.id),
    recoveries,
    violations,
    // One slot has a moment in which consumers hold a refused value: the policy said yes to that.
    failedQueries: target.traits.overlap === 'dual' ? failedQueries : 0,
    hits: course.hits,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

/** The worker was killed, or is being started again. */
function isDown(error: unknown): boolean {
  const { name, status } = Object(error);
  return name === 'TypeError' || name === 'TimeoutError' || status >= 500;
}

import type { Actor } from '@keyturn/backstage-plugin-secret-rotation-common';
import { hasAttested } from '../workflow/consumer';
import { positionOf, type Ending, type Position } from '../workflow/position';
import { driftAfter } from '../workflow/drift';
import type { Outcome, Transition } from '../workflow/transition';
import type { AuditEntry } from '../ledger/operations/appendAudit';
import type { RunChange } from '../ledger/operations/commitRun';
import type {
  LoadedRun,
  PendingDecision,
  RunRow,
  SecretRow,
} from '../ledger/rows';
import type { Departure } from './Departure';
import type { EngineOptions } from './Engine';
import { failpointAt } from './failpoints';
import { stateAfter, stopNote, stopped, type Stopped } from './standstill';
import type { Memory, StepContext, StepResult } from './StepContext';
import { stepKey, UncommittedRows } from './UncommittedRows';

const KEYTURN: Actor = { kind: 'keyturn' };

/** Outcomes after which the run is elsewhere; standing still has records of its own. */
const GOES_ON: ReadonlySet<Outcome['kind']> = new Set([
  'done',
  'turn-back',
  'begin-anew',
]);

/** Why a run left the way that it went, by how it is to end now. */
const WHY_LEFT: Readonly<Record<Ending, string>> = {
  succeeded: 'Left because another version was adopted',
  'rolled-back': 'Left for the rollback',
  cancelled: 'Left because the run was cancelled',
};

type Moved = Extract<Transition, { to: 'step' }>;

/**
 * One worker's go at a run: the run as this worker sees it, and what it has not committed yet. Every commit of a run
 * passes through here.
 */
export class Slice {
  readonly loaded: LoadedRun;
  readonly memory: Memory = {};
  readonly #options: EngineOptions;
  readonly #departure: Departure;
  readonly #claim: { runId: number; epoch: number };
  #run: RunRow;
  /** Where the ledger says that the run is. */
  #committed: Position;
  #secret: Partial<SecretRow> = {};
  readonly #rows: UncommittedRows;
  #audit: AuditEntry[] = [];

  constructor(loaded: LoadedRun, options: EngineOptions, departure: Departure) {
    this.loaded = loaded;
    this.#options = options;
    this.#departure = departure;
    this.#claim = { runId: loaded.run.id, epoch: loaded.run.epoch };
    this.#run = loaded.run;
    this.#committed = positionOf(loaded.run);
    this.#rows = new UncommittedRows(loaded);
  }

  /** The run as it is now, with what is not committed yet. */
  get run(): RunRow {
    return this.#run;
  }

  /** Whether the last commit gave the run back to whoever claims it next. */
  get isGivenBack(): boolean {
    return this.#run.state === 'queued';
  }

  /** What steps see. */
  view(): Pick<
    StepContext,
    'run' | 'secret' | 'versions' | 'consumers' | 'steps' | 'startedAt'
  > {
    const at = this.#run;
    return {
      run: at,
      secret: { ...this.loaded.secret, ...this.#secret },
      versions: this.#rows.versions.all.sort((a, b) => a.number - b.number),
      consumers: this.#rows.consumers.all,
      steps: this.#rows.steps.all,
      startedAt:
        this.#rows.steps.get(stepKey(at))?.startedAt ??
        this.#options.clock.now(),
    };
  }

  /** Notes that a step has begun, unless it is being tried again. */
  begin(at: Position): void {
    const known = this.#rows.steps.get(stepKey(at));
    const now = this.#options.clock.now();
    this.#rows.steps.put({
      runId: this.#run.id,
      ...at,
      state: 'running',
      tries: (known?.tries ?? 0) + (known && known.state === 'running' ? 0 : 1),
      startedAt: known?.startedAt ?? now,
      evidence: known?.evidence ?? [],
    });
  }

  /** Takes in what came of a step. */
  finish(at: Position, result: StepResult, next: Transition): void {
    const { patch } = result;
    const now = this.#options.clock.now();
    const known = this.#rows.steps.get(stepKey(at));
    this.#rows.steps.put({
      runId: this.#run.id,
      ...at,
      state: stateAfter(result.outcome, next),
      tries: known?.tries ?? 1,
      startedAt: known?.startedAt ?? now,
      endedAt: next.to === 'waiting' || next.to === 'blocked' ? undefined : now,
      evidence: result.evidence,
    });
    this.#run = {
      ...this.#run,
      pins: patch?.pins ?? this.#run.pins,
      kind: patch?.kind ?? this.#run.kind,
      gates: patch?.gates ?? this.#run.gates,
      waves: patch?.waves ?? this.#run.waves,
      needs: patch?.needs ?? this.#run.needs,
      overlapFrom: patch?.overlapFrom ?? this.#run.overlapFrom,
    };
    for (const version of patch?.versions ?? [])
      this.#rows.versions.put(version);
    for (const consumer of patch?.consumers ?? [])
      this.#rows.consumers.put(consumer);
    this.#secret = { ...this.#secret, ...patch?.secret };
    if (GOES_ON.has(result.outcome.kind)) {
      this.#note(
        `step.${result.outcome.kind}`,
        KEYTURN,
        {
          direction: at.direction,
          wave: at.wave,
          evidence: result.evidence,
        },
        at,
      );
    }
  }

  /** Goes on to the next step, not committed yet. */
  move(next: Moved): void {
    this.#run = {
      ...this.#run,
      ...next.at,
      tries: 0,
      ending: next.ending ?? this.#run.ending,
    };
  }

  /** Commits what is done and the intent to go on where the run is. A person's decision may change where that is. */
  async commitStep(): Promise<void> {
    await this.#commit(() => ({
      ...this.#run,
      state: 'running',
      turn: undefined,
    }));
  }

  /**
   * Commits that the run stands still or is over.
   * @returns whether a person's decision made it go on instead, in this slice or, if it was given back, in another
   */
  async commitStop(
    next: Stopped,
    secret: Partial<SecretRow> | undefined,
  ): Promise<boolean> {
    this.#secret = { ...this.#secret, ...secret };
    await this.#commit(() =>
      stopped(this.#run, next, this.#options.clock.now()),
    );
    return this.#run.state === 'running';
  }

  async #commit(build: () => RunRow): Promise<void> {
    const { ledger, failpoints } = this.#options;
    const before = this.#run;
    failpoints.hit('before:commit', failpointAt(before));
    const run = await ledger.commitRun(this.#claim, decision => {
      const planned = build();
      const obeyed = decision ? this.#obey(planned, decision) : planned;
      const after = this.#departure.isNear ? this.#givenBack(obeyed) : obeyed;
      if (after.state === 'running') this.begin(positionOf(after));
      const note = stopNote(before, after);
      if (note) this.#note(note.action, KEYTURN, note.detail, before);
      return this.#change(after);
    });
    failpoints.hit('after:commit', failpointAt(before));
    this.#run = run;
    this.#committed = positionOf(run);
    this.#rows.committed();
    this.#audit = [];
    this.#options.instruments?.committed(run);
    this.#options.onCommit(run);
  }

  /** Carries a decision out, unless it came too late; then the record says so. */
  #obey(planned: RunRow, decision: PendingDecision): RunRow {
    const isOver = planned.closedAt !== undefined;
    // What is only intended has not begun: where the ledger says that the run is decides what is still possible.
    const from = decision.kind === 'recheck' ? planned : this.#committed;
    const next = isOver
      ? undefined
      : this.#options.rules.decide({ ...planned, ...from }, decision.kind);
    if (next?.to !== 'step') {
      this.#note(`run.${decision.kind}.too-late`, decision.actor, {}, planned);
      return { ...planned, decision: undefined };
    }
    if (decision.kind === 'recheck') this.#beginAnew();
    if (decision.kind === 'release') this.#release(decision.consumers ?? []);
    if (next.at.direction !== from.direction) this.#leave(next);
    // Looking again starts the step's patience anew.
    const known = this.#rows.steps.get(stepKey(next.at));
    if (known)
      this.#rows.steps.put({
        ...known,
        state: 'running',
        startedAt: this.#options.clock.now(),
      });
    return {
      ...planned,
      ...next.at,
      pins: {
        ...planned.pins,
        drift: driftAfter(planned.pins.drift, decision.kind),
      },
      ending: next.ending ?? planned.ending,
      state: 'running',
      tries: 0,
      turn: undefined,
      nextAt: this.#run.nextAt,
      decision: undefined,
    };
  }

  /** Closes what the run had begun on the way that it leaves: nobody takes it up again. */
  #leave({ ending }: Moved): void {
    const why = WHY_LEFT[ending ?? 'rolled-back'];
    for (const step of this.#rows.steps.all) {
      if (step.endedAt !== undefined) continue;
      this.#rows.steps.put({
        ...step,
        state: 'failed',
        endedAt: this.#options.clock.now(),
        evidence: [...step.evidence, why],
      });
    }
  }

  /**
   * After a person mended something every consumer gets its patience and its repairs again, and whoever has not proven
   * the version yet is told again.
   */
  #beginAnew(): void {
    for (const consumer of this.#rows.consumers.all) {
      this.#rows.consumers.put({
        ...consumer,
        toldAt: hasAttested(consumer) ? consumer.toldAt : undefined,
        illSince: undefined,
        repairs: 0,
      });
    }
  }

  /** A run that would go on is given back in the same commit, so that another worker takes it up at once. */
  #givenBack(run: RunRow): RunRow {
    if (run.state !== 'running') return run;
    return { ...run, state: 'queued', nextAt: this.#options.clock.now() };
  }

  /** Only who is still known to have vanished is let go: one that came back uses the secret. */
  #release(refs: readonly string[]): void {
    for (const consumer of this.#rows.consumers.all) {
      if (consumer.vanished && refs.includes(consumer.entityRef))
        this.#rows.consumers.put({ ...consumer, released: true });
    }
  }

  #change(run: RunRow): RunChange {
    const { nextAt, epoch: _epoch, id: _id, worker: _worker, ...rest } = run;
    return {
      // While the run goes on, its lease is the heartbeat's matter.
      run: {
        ...rest,
        ...(run.state === 'running' ? {} : { nextAt }),
        turn: run.turn,
        decision: undefined,
        closedAt: run.closedAt,
        result: run.result,
      },
      ...this.#rows.changes,
      secret: this.#secret,
      audit: this.#audit,
    };
  }

  #note(
    action: string,
    actor: Actor,
    detail: Readonly<Record<string, unknown>>,
    at: Pick<Position, 'step'>,
  ): void {
    this.#audit.push({
      at: this.#options.clock.now(),
      action,
      actor,
      secretRef: this.loaded.secret.entityRef,
      runId: this.#run.id,
      step: at.step,
      detail,
    });
  }
}

import type { Actor } from '@keyturn/backstage-plugin-secret-rotation-common';
import { positionOf, type Position } from '../workflow/position';
import type { Outcome, Transition } from '../workflow/transition';
import type { AuditEntry } from '../ledger/operations/appendAudit';
import type { RunChange } from '../ledger/operations/commitRun';
import type {
  LoadedRun,
  PendingDecision,
  RunRow,
  SecretRow,
} from '../ledger/rows';
import { carryOut } from './carryOut';
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
    this.#rows.beginStep(this.#run.id, at, this.#options.clock.now());
  }

  /** Takes in what came of a step. */
  finish(at: Position, result: StepResult, next: Transition): void {
    const { patch } = result;
    this.#rows.endStep(this.#run.id, at, {
      state: stateAfter(result.outcome, next),
      isOver: next.to !== 'waiting' && next.to !== 'blocked',
      evidence: result.evidence,
      now: this.#options.clock.now(),
    });
    this.#run = {
      ...this.#run,
      pins: patch?.pins ?? this.#run.pins,
      kind: patch?.kind ?? this.#run.kind,
      gates: patch?.gates ?? this.#run.gates,
      waves: patch?.waves ?? this.#run.waves,
      needs: patch?.needs ?? this.#run.needs,
      overlapFrom: patch?.overlapFrom ?? this.#run.overlapFrom,
      convergenceMs:
        patch && 'convergenceMs' in patch
          ? patch.convergenceMs
          : this.#run.convergenceMs,
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
    const { rules, clock } = this.#options;
    const obeyed = carryOut(decision, {
      planned,
      committed: this.#committed,
      rows: this.#rows,
      rules,
      now: clock.now(),
    });
    if (obeyed) return { ...obeyed, nextAt: this.#run.nextAt };
    this.#note(`run.${decision.kind}.too-late`, decision.actor, {}, planned);
    return { ...planned, decision: undefined };
  }

  /** A run that would go on is given back in the same commit, so that another worker takes it up at once. */
  #givenBack(run: RunRow): RunRow {
    if (run.state !== 'running') return run;
    return { ...run, state: 'queued', nextAt: this.#options.clock.now() };
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

import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Actor } from '@keyturn/backstage-plugin-secret-rotation-common';
import { hasAttested, type ConsumerState } from '../workflow/consumer';
import { positionOf, type Position } from '../workflow/position';
import type { Transition } from '../workflow/transition';
import type { AuditEntry } from '../ledger/operations/appendAudit';
import type { RunChange } from '../ledger/operations/commitRun';
import type {
  LoadedRun,
  PendingDecision,
  RunRow,
  SecretRow,
  StepRow,
  VersionRow,
} from '../ledger/rows';
import type { EngineOptions } from './Engine';
import type { StepContext, StepResult } from './StepContext';

const KEYTURN: Actor = { kind: 'keyturn' };

type Moved = Extract<Transition, { to: 'step' }>;
type Stopped = Exclude<Transition, Moved>;

/**
 * One worker's go at a run: the run as this worker sees it, and what it has not committed yet. Every commit of a run
 * passes through here.
 */
export class Slice {
  readonly loaded: LoadedRun;
  readonly memory: { generated?: SecretValue } = {};
  readonly #options: EngineOptions;
  readonly #claim: { runId: number; epoch: number };
  #run: RunRow;
  /** Where the ledger says that the run is. */
  #committed: Position;
  #secret: Partial<SecretRow> = {};
  readonly #versions: Map<number, VersionRow>;
  readonly #consumers: Map<string, ConsumerState>;
  readonly #steps: Map<string, StepRow>;
  readonly #changed = {
    versions: new Set<number>(),
    consumers: new Set<string>(),
    steps: new Set<string>(),
  };
  #audit: AuditEntry[] = [];

  constructor(loaded: LoadedRun, options: EngineOptions) {
    this.loaded = loaded;
    this.#options = options;
    this.#claim = { runId: loaded.run.id, epoch: loaded.run.epoch };
    this.#run = loaded.run;
    this.#committed = positionOf(loaded.run);
    this.#versions = new Map(loaded.versions.map(row => [row.number, row]));
    this.#consumers = new Map(
      loaded.consumers.map(row => [row.entityRef, row]),
    );
    this.#steps = new Map(loaded.steps.map(row => [stepKey(row), row]));
  }

  /** The run as it is now, with what is not committed yet. */
  get run(): RunRow {
    return this.#run;
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
      versions: [...this.#versions.values()].sort(
        (a, b) => a.number - b.number,
      ),
      consumers: [...this.#consumers.values()],
      steps: [...this.#steps.values()],
      startedAt:
        this.#steps.get(stepKey(at))?.startedAt ?? this.#options.clock.now(),
    };
  }

  /** Notes that a step has begun, unless it is being tried again. */
  begin(at: Position): void {
    const known = this.#steps.get(stepKey(at));
    const now = this.#options.clock.now();
    this.#putStep({
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
    const known = this.#steps.get(stepKey(at));
    this.#putStep({
      runId: this.#run.id,
      ...at,
      state: stateAfter(next),
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
      overlapFrom: patch?.overlapFrom ?? this.#run.overlapFrom,
    };
    for (const version of patch?.versions ?? []) {
      this.#versions.set(version.number, version);
      this.#changed.versions.add(version.number);
    }
    for (const consumer of patch?.consumers ?? []) {
      this.#consumers.set(consumer.entityRef, consumer);
      this.#changed.consumers.add(consumer.entityRef);
    }
    this.#secret = { ...this.#secret, ...patch?.secret };
    if (result.outcome.kind === 'done' || result.outcome.kind === 'turn-back') {
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
   * @returns whether a person's decision made it go on instead
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
    failpoints.hit('before:commit');
    const before = this.#run;
    const run = await ledger.commitRun(this.#claim, decision => {
      const planned = build();
      const after = decision ? this.#obey(planned, decision) : planned;
      if (after.state === 'running') this.begin(positionOf(after));
      const note = stopNote(before, after);
      if (note) this.#note(note.action, KEYTURN, note.detail, before);
      return this.#change(after);
    });
    failpoints.hit('after:commit');
    this.#run = run;
    this.#committed = positionOf(run);
    this.#changed.versions.clear();
    this.#changed.consumers.clear();
    this.#changed.steps.clear();
    this.#audit = [];
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
    // Looking again starts the step's patience anew.
    const known = this.#steps.get(stepKey(next.at));
    if (known)
      this.#putStep({
        ...known,
        state: 'running',
        startedAt: this.#options.clock.now(),
      });
    return {
      ...planned,
      ...next.at,
      ending: next.ending ?? planned.ending,
      state: 'running',
      tries: 0,
      turn: undefined,
      nextAt: this.#run.nextAt,
      decision: undefined,
    };
  }

  /**
   * After a person mended something every consumer gets its patience and its repairs again, and whoever has not proven
   * the version yet is told again.
   */
  #beginAnew(): void {
    for (const [ref, consumer] of this.#consumers) {
      this.#consumers.set(ref, {
        ...consumer,
        toldAt: hasAttested(consumer) ? consumer.toldAt : undefined,
        illSince: undefined,
        repairs: 0,
      });
      this.#changed.consumers.add(ref);
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
      steps: pick(this.#steps, this.#changed.steps),
      consumers: pick(this.#consumers, this.#changed.consumers),
      versions: pick(this.#versions, this.#changed.versions),
      secret: this.#secret,
      audit: this.#audit,
    };
  }

  #putStep(row: StepRow): void {
    this.#steps.set(stepKey(row), row);
    this.#changed.steps.add(stepKey(row));
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

function stepKey(at: Position): string {
  return `${at.direction}/${at.step}/${at.wave}`;
}

function stateAfter(next: Transition): StepRow['state'] {
  switch (next.to) {
    case 'waiting':
      return 'waiting';
    case 'blocked':
      return 'blocked';
    case 'refused':
      return 'failed';
    default:
      return 'done';
  }
}

const RESULTS: Readonly<Record<RunRow['ending'], string>> = {
  succeeded:
    'Every consumer uses the new version; the old one is refused and gone',
  'rolled-back':
    'Every consumer uses the old version again; the new one is refused and gone',
  cancelled: 'Cancelled before anything that is used was changed',
};

/** The run as it is when it stands still or is over. */
function stopped(run: RunRow, next: Stopped, now: number): RunRow {
  switch (next.to) {
    case 'waiting':
      return {
        ...run,
        state: 'waiting',
        tries: run.tries + 1,
        nextAt: next.until,
        turn: { who: 'keyturn', cause: next.cause, troubled: isTroubled(run) },
      };
    case 'blocked':
      return {
        ...run,
        state: 'blocked',
        nextAt: undefined,
        turn: {
          who: 'person',
          owner: next.question.owner,
          question: next.question.text,
        },
      };
    case 'refused':
      return {
        ...run,
        state: 'refused',
        nextAt: undefined,
        turn: undefined,
        closedAt: now,
        result: `Refused before anything was written: ${next.reason}`,
      };
    default:
      return {
        ...run,
        state: run.ending,
        nextAt: undefined,
        turn: undefined,
        closedAt: now,
        result: RESULTS[run.ending],
      };
  }
}

/** Monitor and verify wait because time must pass; every other step waits because something is not as it should be. */
function isTroubled(run: RunRow): boolean {
  return run.step !== 'monitor' && run.step !== 'verify';
}

function stopNote(
  before: RunRow,
  after: RunRow,
): { action: string; detail: Record<string, unknown> } | undefined {
  if (after.state === 'running') return undefined;
  if (after.state === 'waiting') {
    // A wait that goes on for the same cause is one event, not one per look.
    const cause = after.turn?.who === 'keyturn' ? after.turn.cause : undefined;
    const same = before.turn?.who === 'keyturn' && before.turn.cause === cause;
    return same
      ? undefined
      : { action: 'run.waiting', detail: { cause, until: after.nextAt } };
  }
  if (after.state === 'blocked' && after.turn?.who === 'person') {
    const { owner, question } = after.turn;
    return { action: 'run.blocked', detail: { owner, question } };
  }
  return { action: `run.${after.state}`, detail: { result: after.result } };
}

function pick<K, V>(all: ReadonlyMap<K, V>, keys: ReadonlySet<K>): V[] {
  return [...keys].flatMap(key => {
    const value = all.get(key);
    return value === undefined ? [] : [value];
  });
}

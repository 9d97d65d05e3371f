import type { ConsumerState } from '../workflow/consumer';
import type { Position } from '../workflow/position';
import type { RunChange } from '../ledger/operations/commitRun';
import type { LoadedRun, StepRow, VersionRow } from '../ledger/rows';

/** The rows of one kind by their key, and which of them the ledger does not have yet. */
class Rows<K, V> {
  readonly #rows: Map<K, V>;
  readonly #keyOf: (row: V) => K;
  readonly #changed = new Set<K>();

  constructor(rows: readonly V[], keyOf: (row: V) => K) {
    this.#rows = new Map(rows.map(row => [keyOf(row), row]));
    this.#keyOf = keyOf;
  }

  get all(): V[] {
    return [...this.#rows.values()];
  }

  get changed(): V[] {
    return this.all.filter(row => this.#changed.has(this.#keyOf(row)));
  }

  get(key: K): V | undefined {
    return this.#rows.get(key);
  }

  put(row: V): void {
    this.#rows.set(this.#keyOf(row), row);
    this.#changed.add(this.#keyOf(row));
  }

  committed(): void {
    this.#changed.clear();
  }
}

/** A run's steps, consumers and versions as one worker sees them, with what it has not committed yet. */
export class UncommittedRows {
  readonly steps: Rows<string, StepRow>;
  readonly consumers: Rows<string, ConsumerState>;
  readonly versions: Rows<number, VersionRow>;

  constructor(loaded: LoadedRun) {
    this.steps = new Rows(loaded.steps, stepKey);
    this.consumers = new Rows(loaded.consumers, row => row.entityRef);
    this.versions = new Rows(loaded.versions, row => row.number);
  }

  /** Notes that a step has begun, unless it is being tried again. */
  beginStep(runId: number, at: Position, now: number): void {
    const known = this.steps.get(stepKey(at));
    this.steps.put({
      runId,
      ...at,
      state: 'running',
      tries: (known?.tries ?? 0) + (known?.state === 'running' ? 0 : 1),
      startedAt: known?.startedAt ?? now,
      evidence: known?.evidence ?? [],
    });
  }

  /** Notes what came of a try at a step; one that is over is not taken up again. */
  endStep(
    runId: number,
    at: Position,
    end: Pick<StepRow, 'state' | 'evidence'> & {
      isOver: boolean;
      now: number;
    },
  ): void {
    const known = this.steps.get(stepKey(at));
    this.steps.put({
      runId,
      ...at,
      state: end.state,
      tries: known?.tries ?? 1,
      startedAt: known?.startedAt ?? end.now,
      endedAt: end.isOver ? end.now : undefined,
      evidence: end.evidence,
    });
  }

  /** What the next commit must write. */
  get changes(): Pick<RunChange, 'steps' | 'consumers' | 'versions'> {
    return {
      steps: this.steps.changed,
      consumers: this.consumers.changed,
      versions: this.versions.changed,
    };
  }

  /** Notes that the ledger has everything now. */
  committed(): void {
    this.steps.committed();
    this.consumers.committed();
    this.versions.committed();
  }
}

/** The key of a step's row within its run. */
export function stepKey(at: Position): string {
  return `${at.direction}/${at.step}/${at.wave}`;
}

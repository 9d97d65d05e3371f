import {
  isOpen,
  runLabel,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { RunChange } from '../../ledger/operations/commitRun';
import type { Claim } from '../../ledger/operations/leases';
import type { RunRow } from '../../ledger/rows';
import { positionOf } from '../../workflow/position';
import type { LedgerWatch } from './SimulatedLedger';
import type { SimulatedProcess } from './SimulatedProcess';

/** What the records need to tell. */
export interface RecordsListener {
  broken(what: string): void;
  tell(line: () => string): void;
  /** The ledger says something new of a run. */
  onRun(run: RunRow): void;
  /** A worker wrote what it learnt; it had asked the catalog for these consumers since its claim. */
  onProgress(run: RunRow, asked: readonly string[]): void;
}

/**
 * Judges what the ledger carried out: one open run, one owner, no transition without an audit record, and nobody
 * waits without a time or a name.
 */
export class RunRecords implements LedgerWatch {
  readonly runs = new Map<number, RunRow>();
  readonly #listener: RecordsListener;
  readonly #asked = new Map<SimulatedProcess, Set<string>>();

  constructor(listener: RecordsListener) {
    this.#listener = listener;
  }

  /** The newest run. */
  get latest(): RunRow | undefined {
    return this.runs.get(Math.max(...this.runs.keys()));
  }

  /** The run that is not over, if there is one. */
  get open(): RunRow | undefined {
    return [...this.runs.values()].find(run => isOpen(run.state));
  }

  /** A run was made, or a person's decision was written down. */
  note(run: RunRow): void {
    this.#put(run);
    const open = [...this.runs.values()].filter(each => isOpen(each.state));
    if (open.length > 1)
      this.#listener.broken(`${open.length} runs are open at once`);
  }

  onClaimed(runs: readonly RunRow[], by: SimulatedProcess): void {
    this.#asked.set(by, new Set());
    for (const run of runs) {
      this.#listener.tell(
        () => `${by.name} claims ${runLabel(run.id)}, epoch ${run.epoch}`,
      );
      this.#put(run);
    }
  }

  onCatalogRead(names: readonly string[], by: SimulatedProcess): void {
    for (const name of names) this.#asked.get(by)?.add(name);
  }

  onRenewed(claims: readonly Claim[], until: number): void {
    for (const run of this.#held(claims)) this.#put({ ...run, nextAt: until });
  }

  onShortened(claims: readonly Claim[], until: number): void {
    for (const run of this.#held(claims)) {
      if (run.nextAt !== undefined && run.nextAt > until)
        this.#put({ ...run, nextAt: until });
    }
  }

  onReleased(claim: Claim, now: number): void {
    for (const run of this.#held([claim]))
      this.#put({ ...run, state: 'queued', nextAt: now });
  }

  onCommitted(
    run: RunRow,
    change: RunChange,
    claim: Claim,
    by: SimulatedProcess,
  ): void {
    this.#listener.tell(() => describe(run, by));
    const before = this.runs.get(run.id);
    if (before && before.epoch !== claim.epoch) {
      this.#listener.broken(
        `R-${run.id} was written under epoch ${claim.epoch}, its newest is ${before.epoch}`,
      );
    }
    // A person's decision was put on record when it was written down.
    const isOnRecord = change.audit.length > 0 || before?.decision;
    if (before && hasMoved(before, run) && !isOnRecord)
      this.#listener.broken(`R-${run.id} moved without an audit record`);
    if (
      run.cause === 'compromised' &&
      before?.direction === 'forward' &&
      run.direction === 'rollback' &&
      !before.decision
    ) {
      this.#listener.broken(
        `R-${run.id} went back by itself to a value that somebody else may have`,
      );
    }
    if (!hasTurn(run)) {
      this.#listener.broken(
        `R-${run.id} is ${run.state} and it is nobody's turn`,
      );
    }
    this.#put(run);
    this.#listener.onProgress(run, [...(this.#asked.get(by) ?? [])]);
  }

  /** The runs that these claims still own. */
  #held(claims: readonly Claim[]): RunRow[] {
    return claims.flatMap(({ runId, epoch }) => {
      const run = this.runs.get(runId);
      return run?.epoch === epoch && run.state === 'running' ? [run] : [];
    });
  }

  #put(run: RunRow): void {
    this.runs.set(run.id, run);
    this.#listener.onRun(run);
  }
}

/** `replica 1 writes: R-3 forward promote, waiting: the store is sealed`. */
function describe(run: RunRow, by: SimulatedProcess): string {
  const { id, direction, step, state, turn } = run;
  const why = turn?.who === 'person' ? turn.question : turn?.cause;
  return `${by.name} writes: ${runLabel(id)} ${direction} ${step}, ${state}${
    why ? `: ${why}` : ''
  }`;
}

/** Whether something happened that must be on record: another place, an end, or another question to a person. */
function hasMoved(before: RunRow, after: RunRow): boolean {
  const place = (run: RunRow) => JSON.stringify(positionOf(run));
  const question = ({ turn }: RunRow) =>
    turn?.who === 'person' ? turn.question : undefined;
  const asks =
    after.state === 'blocked' && question(before) !== question(after);
  return place(before) !== place(after) || asks || !isOpen(after.state);
}

/** Every open run has a wake-up time or a named person; one that is over has neither. */
function hasTurn(run: RunRow): boolean {
  if (!isOpen(run.state))
    return run.nextAt === undefined && run.closedAt !== undefined;
  if (run.nextAt !== undefined) return true;
  return (
    run.state === 'blocked' &&
    run.turn?.who === 'person' &&
    run.turn.owner !== ''
  );
}

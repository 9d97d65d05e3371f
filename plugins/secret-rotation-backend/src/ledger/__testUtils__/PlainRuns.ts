import type {
  Decision,
  RunState,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** How a worker's commit leaves a run. */
export type Ending = 'goes-on' | 'waits' | 'asks' | 'ends';

/** A run by the plain model. */
export interface PlainRun {
  readonly id: number;
  readonly secretId: number;
  state: RunState;
  epoch: number;
  nextAt?: number;
  decision?: Decision;
}

const OPEN: readonly RunState[] = ['queued', 'running', 'waiting', 'blocked'];

/** What claims, leases and decisions mean, in memory and one at a time: the model that the ledger is compared with. */
export class PlainRuns {
  now: number;
  readonly runs = new Map<number, PlainRun>();
  /** What each worker believes that it owns, whether or not it still does. */
  readonly held = new Map<string, Array<{ runId: number; epoch: number }>>();

  constructor(now: number) {
    this.now = now;
  }

  openRunOf(secretId: number): PlainRun | undefined {
    return [...this.runs.values()].find(
      run => run.secretId === secretId && OPEN.includes(run.state),
    );
  }

  get(id: number): PlainRun {
    const run = this.runs.get(id);
    if (!run) throw new Error(`The model knows no run ${id}`);
    return run;
  }

  /** What is due, longest first. */
  due(): PlainRun[] {
    return [...this.runs.values()]
      .filter(({ nextAt }) => nextAt !== undefined && nextAt <= this.now)
      .sort((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0));
  }

  heldBy(worker: string) {
    const held = this.held.get(worker) ?? [];
    this.held.set(worker, held);
    return held;
  }

  /** Whether a claim still gives a right to the run. */
  isNewest({ runId, epoch }: { runId: number; epoch: number }): boolean {
    return this.get(runId).epoch === epoch;
  }

  drop(worker: string, runId: number): void {
    this.held.set(
      worker,
      this.heldBy(worker).filter(claim => claim.runId !== runId),
    );
  }
}

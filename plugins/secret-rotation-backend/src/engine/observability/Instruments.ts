import type { RunRow } from '../../ledger/rows';
import type { Position } from '../../workflow/position';
import type { StepResult } from '../StepContext';

/** One worker's go at a run. */
export interface SliceSubject {
  readonly runId: number;
  readonly epoch: number;
}

/** One try at a step. */
export interface StepSubject extends Position {
  readonly runId: number;
}

/** One call to the outside. */
export interface EffectSubject {
  /** What is called, for example `store.promote`. */
  readonly name: string;
  /** Where the call is made from, for example `forward.promote`. */
  readonly at: string;
}

/**
 * Whom the engine tells what it does: durations, counts and traces. It is told names and numbers, never a value, a
 * secret's name or an error's text. Each function that takes `work` does it exactly once and passes on what came of it.
 */
export interface Instruments {
  slice<T>(subject: SliceSubject, work: () => Promise<T>): Promise<T>;
  step(
    subject: StepSubject,
    work: () => Promise<StepResult>,
  ): Promise<StepResult>;
  effect<T>(subject: EffectSubject, work: () => Promise<T>): Promise<T>;
  claimed(count: number): void;
  committed(run: RunRow): void;
  leaseLost(): void;
}

/** Nobody watches. */
export const NO_INSTRUMENTS: Instruments = {
  slice: (_, work) => work(),
  step: (_, work) => work(),
  effect: (_, work) => work(),
  claimed() {},
  committed() {},
  leaseLost() {},
};

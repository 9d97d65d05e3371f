import type { TargetTraits } from '../strategies';

/** A way through the workflow. */
export type JourneyName = 'rotate' | 'rollback';

/** How each journey must end. */
export const ENDINGS = {
  rotate: 'succeeded',
  rollback: 'rolled-back',
} as const satisfies Record<JourneyName, string>;

/** The journeys that a target allows: one slot knows no way back once it has the new value. */
export function journeysOf({
  overlap,
}: Pick<TargetTraits, 'overlap'>): readonly JourneyName[] {
  return overlap === 'dual' ? ['rotate', 'rollback'] : ['rotate'];
}

/** One run, and where its worker is killed: nowhere, once or twice. */
export interface Case {
  readonly strategy: string;
  readonly journey: JourneyName;
  /** Full names of failpoints, in order. */
  readonly kills: readonly string[];
}

/** What came of a case. */
export interface CaseResult extends Case {
  /** The state in which the run ended, or why it did not. */
  readonly outcome: string;
  /** How many of the kills happened. */
  readonly killed: number;
  readonly commits: number;
  /**
   * Seconds from the worker being up again to the run's next commit that is no claim, one for each kill; `null` (it
   * travels between processes as JSON) where the run was over already.
   */
  readonly recoveries: ReadonlyArray<number | null>;
  readonly violations: readonly string[];
  readonly failedQueries: number;
  /** The failpoints that were passed. */
  readonly hits: readonly string[];
  readonly seconds: number;
}

/** How people name a case. */
export function nameOf({ strategy, journey, kills }: Case): string {
  return `${strategy}, ${journey}: ${
    kills.length === 0 ? 'undisturbed' : kills.join(', then ')
  }`;
}

import type { LoginAnswer } from '../strategies';

/** What the oracle saw at one poll. It holds ids and answers, no value. */
export interface Poll {
  /** The version that the store calls current, looked up before and after its value was tried. */
  readonly current: {
    readonly before?: string;
    readonly after?: string;
    readonly answers: readonly LoginAnswer[];
  };
  /** What the target said to each copy in the store. */
  readonly copies: ReadonlyArray<{
    readonly id: string;
    readonly isStaged: boolean;
    readonly answers: readonly LoginAnswer[];
  }>;
  /** Whether the store held the same copies before and after they were tried. */
  readonly isSteady: boolean;
  /** The versions that each consumer has connections with, asked before and after. */
  readonly consumers: ReadonlyArray<{
    readonly name: string;
    readonly before: readonly string[];
    readonly after: readonly string[];
  }>;
}

/** What the oracle sees when a run is over. */
export interface EndSight {
  /** Whether the value that consumers read is another one than at the beginning. */
  readonly hasChanged: boolean;
  readonly current: {
    readonly id?: string;
    readonly answers: readonly LoginAnswer[];
  };
  /** Answers to every other value that was ever seen in the store since the beginning. */
  readonly others: ReadonlyArray<readonly LoginAnswer[]>;
  /** Answers to the value that was replaced last before the run, if one was. */
  readonly elder?: readonly LoginAnswer[];
  /** What can still be read. */
  readonly copies: ReadonlyArray<{
    readonly id: string;
    readonly isStaged: boolean;
    /** Whether it holds the value that consumers read. */
    readonly isCurrentValue: boolean;
  }>;
}

/** What the oracle tells of one run. */
export interface OracleReport {
  /** Polls at which the current value was tried and let in. */
  readonly accepted: number;
  readonly violations: readonly string[];
  readonly end: EndSight;
}

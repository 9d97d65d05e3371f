/**
 * Orders effects at a target: (run, epoch), compared lexically. A target that can compare refuses an older one.
 * @public
 */
export interface Fence {
  /** The run's number, grows database-wide. */
  readonly run: number;
  /** The run's epoch, grows with every claim. */
  readonly epoch: number;
}

/**
 * Whether the one is of a newer worker or run than the other. Neither is newer than itself.
 * @public
 */
export function isNewerFence(one: Fence, other: Fence): boolean {
  return one.run === other.run ? one.epoch > other.epoch : one.run > other.run;
}

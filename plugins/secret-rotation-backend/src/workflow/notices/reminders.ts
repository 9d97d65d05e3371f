/** How a person is reminded of what still waits for them. */
export interface Reminders {
  readonly everyMs: number;
  /** How often at most; 0 is never. */
  readonly times: number;
  /** How long before a secret is due its owner is told. Without it they are not. */
  readonly aheadMs?: number;
}

/** What holds where no policy says anything. */
export const DEFAULT_REMINDERS: Reminders = {
  everyMs: 24 * 60 * 60 * 1000,
  times: 3,
};

/** What is told once. */
export const NO_REMINDERS: Reminders = { everyMs: 0, times: 0 };

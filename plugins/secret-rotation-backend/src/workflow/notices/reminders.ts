/** How a person is reminded of what still waits for them. */
export interface Reminders {
  readonly everyMs: number;
  /** How often at most; 0 is never. */
  readonly times: number;
}

/** What holds where no policy says anything. */
export const DEFAULT_REMINDERS: Reminders = {
  everyMs: 24 * 60 * 60 * 1000,
  times: 3,
};

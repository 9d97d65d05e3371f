/** How long one question may take, in milliseconds. @internal */
export interface Patience {
  /** Until a login is answered. */
  readonly loginMs: number;
  /** Until the management plugin answers. */
  readonly requestMs: number;
}

/** @internal */
export const DEFAULT_PATIENCE: Patience = {
  loginMs: 5_000,
  requestMs: 10_000,
};

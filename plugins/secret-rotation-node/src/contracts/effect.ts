import type { Fence } from './fence';

/**
 * Comes with every call to an adapter.
 * @public
 */
export interface EffectContext {
  /** Aborts at the effect's deadline or when the lease is lost. Pass it to every request. */
  readonly signal: AbortSignal;
}

/**
 * Comes with every call that changes something.
 * @public
 */
export interface WriteContext extends EffectContext {
  /** Who acts. Where the target or the store can compare, it refuses an older fence with `FencedError`. */
  readonly fence: Fence;
}

/**
 * The answer to "does the target accept this value?". `unknown` never leads to a destructive step.
 * @public
 */
export type ProbeAnswer = 'accepted' | 'rejected' | 'unknown';

/**
 * One thing that preflight looked at. Failed checks refuse the run; their `fix` says what to do.
 * @public
 */
export interface PreflightCheck {
  /** Stable and dotted, for example `postgres.admin-option`. */
  readonly code: string;
  /** Whether it is as a run needs it. */
  readonly ok: boolean;
  /** What is so, in words that an owner understands. No value, host or provider text. */
  readonly message: string;
  /** For a failed check: what to do, for example the GRANT statement that is missing. */
  readonly fix?: string;
}

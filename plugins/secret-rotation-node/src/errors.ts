/**
 * Errors that adapters throw. They are the adapters' whole vocabulary towards the engine: everything else that is
 * thrown counts as {@link UnavailableError}, and its text is dropped, because a provider's error may carry a value.
 *
 * The `message` of these errors is shown to people. An adapter writes it itself and never copies a provider's text.
 */

/**
 * The store or the target cannot be asked now (down, sealed, 5xx, timed out, throttled). The run waits and tries again.
 * @public
 */
export class UnavailableError extends Error {
  /** By which the engine knows it, also across copies of this package. */
  override name = 'UnavailableError' as const;
  /** When it makes sense to try again, in milliseconds, if the other side said so. */
  readonly retryAfterMs?: number;

  constructor(message: string, options: { retryAfterMs?: number } = {}) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * Somebody else changed what we compare against. The run stops, nothing is overwritten.
 * @public
 */
export class DriftError extends Error {
  /** By which the engine knows it, also across copies of this package. */
  override name = 'DriftError' as const;
}

/**
 * The operator's credential may not do this. The message names the missing right, the fix how to grant it.
 * @public
 */
export class PermissionDeniedError extends Error {
  /** By which the engine knows it, also across copies of this package. */
  override name = 'PermissionDeniedError' as const;
  /** What an operator does about it. */
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

/**
 * A newer run or epoch has acted at the target: this worker is not the owner any more. It stops without a trace.
 * @public
 */
export class FencedError extends Error {
  /** By which the engine knows it, also across copies of this package. */
  override name = 'FencedError' as const;
}

/**
 * The operator's entry or the catalog's options are wrong. The message names the key, the fix how to mend it.
 * @public
 */
export class MisconfiguredError extends Error {
  /** By which the engine knows it, also across copies of this package. */
  override name = 'MisconfiguredError' as const;
  /** What an operator or owner does about it. */
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

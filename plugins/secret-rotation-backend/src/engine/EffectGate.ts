import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Failpoints } from './failpoints';
import { errorType } from './errorType';
import { NO_INSTRUMENTS, type Instruments } from './observability/Instruments';
import { PROCESS_TIMERS, type Cancel, type Timers } from './Timers';

/** Errors whose message an adapter wrote for people. */
const SPOKEN = [
  UnavailableError,
  DriftError,
  PermissionDeniedError,
  FencedError,
  MisconfiguredError,
] as const;

/** Whether an error is one of those that leave {@link EffectGate}: the call failed, and the process did not. */
export function isSpoken(error: unknown): boolean {
  return SPOKEN.some(kind => error instanceof kind);
}

/**
 * The one wrapper through which every call to an adapter passes: failpoints, deadlines, redaction,
 * durations and traces live here.
 * A hung call is given up at its deadline, which is always earlier than the end of the lease.
 */
export class EffectGate {
  readonly #failpoints: Failpoints;
  readonly #logger: LoggerService;
  readonly #deadlineMs: number;
  readonly #timers: Timers;
  readonly #instruments: Instruments;

  constructor(options: {
    failpoints: Failpoints;
    logger: LoggerService;
    deadlineMs: number;
    timers?: Timers;
    instruments?: Instruments;
  }) {
    this.#failpoints = options.failpoints;
    this.#logger = options.logger;
    this.#deadlineMs = options.deadlineMs;
    this.#timers = options.timers ?? PROCESS_TIMERS;
    this.#instruments = options.instruments ?? NO_INSTRUMENTS;
  }

  /** How long one call may take, in ms. */
  get deadlineMs(): number {
    return this.#deadlineMs;
  }

  /**
   * Calls an adapter, or whatever else is outside of this process.
   * @param at - where the call is made from, for example `forward.promote`
   * @param name - what is called, for example `store.promote`
   * @throws only the errors of the adapters' vocabulary; anything else becomes an `UnavailableError` without its text
   */
  async call<T>(
    at: string,
    name: string,
    act: (context: EffectContext) => Promise<T>,
  ): Promise<T> {
    this.#failpoints.hit(`before:effect:${name}`, at);
    const result = await this.#instruments.effect({ name, at }, () =>
      this.#guarded(name, act),
    );
    this.#failpoints.hit(`after:effect:${name}`, at);
    return result;
  }

  async #guarded<T>(
    name: string,
    act: (context: EffectContext) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    let cancel: Cancel | undefined;
    const deadline = new Promise<never>((_, reject) => {
      cancel = this.#timers.after(this.#deadlineMs, () => {
        controller.abort();
        reject(new UnavailableError('No answer within the deadline'));
      });
    });
    try {
      return await Promise.race([act({ signal: controller.signal }), deadline]);
    } catch (error) {
      if (isSpoken(error)) throw error;
      // The text of an unknown error may carry a value or an address, so its type is all that is kept.
      const type = errorType(error);
      this.#logger.warn(
        `Unexpected ${type} in ${name}; its text is not logged`,
      );
      throw new UnavailableError(`Unexpected failure in ${name}`);
    } finally {
      cancel?.();
    }
  }
}

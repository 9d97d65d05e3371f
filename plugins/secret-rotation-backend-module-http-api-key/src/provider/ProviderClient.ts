import {
  exchange,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type AddressGuard,
  type Exchange,
  type GuardedRequest,
  type Pause,
} from '@keyturn/backstage-plugin-secret-rotation-node';

const SAFE_METHODS = ['GET'];
const TRIES = 3;
const FIRST_PAUSE_MS = 200;
/** What passes by itself, so that the same question may have an answer a moment later. */
const PASSING = [429, 502, 503, 504];

/** The requests that need the administrator's credential. @internal */
export type AdminRequest = 'create' | 'list' | 'revoke' | 'check';

/** Speaks HTTP with one provider, and says in the adapters' words what went wrong. @internal */
export class ProviderClient {
  readonly #origin: string;
  readonly #guard: AddressGuard;
  readonly #timeoutMs: number;
  readonly #pause: Pause;

  constructor(options: {
    origin: string;
    guard: AddressGuard;
    timeoutMs: number;
    pause: Pause;
  }) {
    this.#origin = options.origin;
    this.#guard = options.guard;
    this.#timeoutMs = options.timeoutMs;
    this.#pause = options.pause;
  }

  /**
   * Sends a request with the administrator's credential, to the provider's own origin.
   * @param done - statuses beside 2xx that mean success
   * @returns the answer's JSON
   */
  async act(
    name: AdminRequest,
    request: GuardedRequest,
    signal: AbortSignal,
    done: readonly number[] = [],
  ): Promise<unknown> {
    if (signal.aborted) {
      throw new UnavailableError('The time is over; nothing was sent');
    }
    const result = await this.ask(this.#origin, request, signal);
    if (result.kind === 'answered') {
      const { status } = result;
      if ((status >= 200 && status < 300) || done.includes(status)) {
        return result.json;
      }
    }
    throw failureOf(name, result);
  }

  /**
   * Sends a request, within the time that one answer may take. One that changes nothing is sent again while the provider
   * has a bad moment. Never throws.
   */
  async ask(
    origin: string,
    request: GuardedRequest,
    signal: AbortSignal,
  ): Promise<Exchange> {
    const inTime = AbortSignal.any([
      signal,
      AbortSignal.timeout(this.#timeoutMs),
    ]);
    for (let attempt = 1; ; attempt += 1) {
      const result = await exchange(origin, request, {
        guard: this.#guard,
        timeoutMs: this.#timeoutMs,
        signal: inTime,
      });
      const mayPass =
        result.kind === 'silent' ||
        (result.kind === 'answered' && PASSING.includes(result.status));
      if (
        !mayPass ||
        attempt === TRIES ||
        inTime.aborted ||
        !SAFE_METHODS.includes(request.method)
      ) {
        return result;
      }
      await this.#pause(FIRST_PAUSE_MS * 2 ** (attempt - 1), inTime);
    }
  }
}

function failureOf(name: AdminRequest, result: Exchange): Error {
  if (result.kind === 'blocked') {
    return new MisconfiguredError(
      "The provider's name leads to a private or reserved address",
      'If the provider is in your own network, list that network in network.allow of the rotator entry',
    );
  }
  if (result.kind === 'too-long') {
    return new MisconfiguredError(
      `The provider's answer to ${name} is longer than Keyturn reads`,
      'Narrow the request down by its query, for example to the keys of one account',
    );
  }
  if (result.kind === 'silent') {
    return new UnavailableError('The provider does not answer');
  }
  const { status, retryAfterMs } = result;
  if (status === 401 || status === 403) {
    return new PermissionDeniedError(
      `The provider refuses the administrator's credential for ${name} with status ${status}`,
      `Look whether the credential in admin is valid, and give it the right to list, create and revoke keys`,
    );
  }
  if (status === 429 || status >= 500) {
    return new UnavailableError(`The provider answers with status ${status}`, {
      retryAfterMs,
    });
  }
  return new MisconfiguredError(
    status >= 300 && status < 400
      ? `The provider answers ${name} with a redirect, and redirects are not followed`
      : `The provider refuses the request ${name} with status ${status}`,
    `Compare ${name} of the rotator entry with the provider's documentation`,
  );
}

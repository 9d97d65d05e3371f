import {
  exchange,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type AddressGuard,
  type Exchange,
  type PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

const answer = z.object({ state: z.enum(['running', 'done']) });

const FIX_HEADERS =
  'Look whether the headers in reencryption are what the hook asks for';

const isDone = (status: number) => status >= 200 && status <= 299;
const isDenied = (status: number) => status === 401 || status === 403;
const isBusy = (status: number) => status === 429 || status >= 500;

type Answered = Extract<Exchange, { kind: 'answered' }>;

/** What the hook is to do. @internal */
export interface Reencryption {
  /** The name of the key set. */
  readonly keySet: string;
  /** The `kid` of the key that data shall need no more. */
  readonly from: string;
  /** The `kid` of the key that takes its place. */
  readonly to: string;
  /** `replaced`: nobody encrypts with the old key any more. `removal`: it is about to go, so whoever was late counts. */
  readonly cause: 'replaced' | 'removal';
}

/** How far the hook has come. @internal */
export interface HookProgress {
  readonly state: 'running' | 'done';
  /** How long it asks to be left alone. */
  readonly retryAfterMs?: number;
}

/** Speaks with the service of an operator that encrypts data anew. @internal */
export class HookClient {
  readonly #address: { origin: string; target: string };
  readonly #headers: Readonly<Record<string, string>>;
  readonly #guard: AddressGuard;
  readonly #timeoutMs: number;

  constructor(options: {
    address: { origin: string; target: string };
    /** By which it knows Keyturn. */
    headers: Readonly<Record<string, string>>;
    guard: AddressGuard;
    /** How long one answer may take. */
    timeoutMs: number;
  }) {
    this.#address = options.address;
    this.#headers = options.headers;
    this.#guard = options.guard;
    this.#timeoutMs = options.timeoutMs;
  }

  /** Looks, without starting work, whether the hook would take a request. */
  async look(signal: AbortSignal): Promise<PreflightCheck> {
    const { status } = await this.#send('GET', signal);
    if (isBusy(status)) throw busy(status);
    const code = 'keyset.reencryption';
    if (isDone(status)) {
      const message = 'The re-encryption hook answers, and knows Keyturn';
      return { code, ok: true, message };
    }
    return {
      code,
      ok: false,
      message: `The re-encryption hook answers GET with status ${status}`,
      fix: isDenied(status)
        ? FIX_HEADERS
        : 'Have it answer GET at the same address with status 200, and start no work at that',
    };
  }

  /**
   * Has data encrypted anew. A repeat gets the state of the same work.
   * @throws UnavailableError, PermissionDeniedError, MisconfiguredError when there is no answer that says the state
   */
  async encryptAnew(
    work: Reencryption,
    signal: AbortSignal,
  ): Promise<HookProgress> {
    const { status, json, retryAfterMs } = await this.#send('POST', signal, {
      headers: {
        'content-type': 'application/json',
        'idempotency-key': [work.keySet, work.from, work.to, work.cause].join(
          ':',
        ),
      },
      body: JSON.stringify(work),
    });
    if (isDenied(status)) {
      throw new PermissionDeniedError(
        `The re-encryption hook refuses the request with status ${status}`,
        FIX_HEADERS,
      );
    }
    if (isBusy(status)) throw busy(status, retryAfterMs);
    const read = answer.safeParse(json);
    if (!isDone(status) || !read.success) {
      throw new MisconfiguredError(
        `The re-encryption hook answers with status ${status} and without a state`,
        'Have it answer { "state": "running" } or { "state": "done" }',
      );
    }
    return { state: read.data.state, retryAfterMs };
  }

  async #send(
    method: 'GET' | 'POST',
    signal: AbortSignal,
    more: { headers?: Readonly<Record<string, string>>; body?: string } = {},
  ): Promise<Answered> {
    const { origin, target } = this.#address;
    const result = await exchange(
      origin,
      {
        method,
        target,
        headers: {
          ...this.#headers,
          accept: 'application/json',
          'user-agent': 'keyturn',
          ...more.headers,
        },
        body: more.body,
      },
      {
        guard: this.#guard,
        timeoutMs: this.#timeoutMs,
        signal,
      },
    );
    if (result.kind === 'answered') return result;
    if (result.kind === 'blocked') {
      throw new MisconfiguredError(
        "The re-encryption hook's name leads to a private or reserved address",
        'If it is in your own network, list that network in network.allow of the rotator entry',
      );
    }
    throw new UnavailableError('The re-encryption hook does not answer');
  }
}

function busy(status: number, retryAfterMs?: number): UnavailableError {
  return new UnavailableError(
    `The re-encryption hook answers with status ${status}`,
    { retryAfterMs },
  );
}

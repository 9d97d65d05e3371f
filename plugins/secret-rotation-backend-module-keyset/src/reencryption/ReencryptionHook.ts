import {
  exchange,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type AddressGuard,
  type EffectContext,
  type EndpointProbe,
  type Exchange,
  type Pause,
  type PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { Counterpart } from '../Counterpart';
import type { KeySet } from '../keys/KeySet';

const answer = z.object({ state: z.enum(['running', 'done']) });

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Whoever encrypts data anew. It gets one request, which names the old and the new key, again and again until it
 * answers that no data needs the old one.
 * @internal
 */
export class ReencryptionHook implements Counterpart {
  readonly probing = 'none';
  readonly graceMs = 0;
  readonly #address: { origin: string; target: string };
  readonly #headers: Readonly<Record<string, string>>;
  readonly #guard: AddressGuard;
  readonly #timeoutMs: number;
  readonly #patienceMs: number;
  readonly #pause: Pause;
  readonly #now: () => number;

  constructor(options: {
    address: { origin: string; target: string };
    headers: Readonly<Record<string, string>>;
    guard: AddressGuard;
    /** How long one answer may take. */
    timeoutMs: number;
    /** How long one call waits for the work to be done. */
    patienceMs: number;
    pause: Pause;
    now: () => number;
  }) {
    this.#address = options.address;
    this.#headers = options.headers;
    this.#guard = options.guard;
    this.#timeoutMs = options.timeoutMs;
    this.#patienceMs = options.patienceMs;
    this.#pause = options.pause;
    this.#now = options.now;
  }

  /** It is not asked: every request to it starts work. */
  async preflight(): Promise<PreflightCheck[]> {
    return [
      {
        code: 'keyset.reencryption',
        ok: true,
        message:
          'Data is encrypted anew by the hook before a key is taken out. The hook is first called then',
      },
    ];
  }

  async probe(): Promise<EndpointProbe[]> {
    return [];
  }

  async beforeUse(
    name: string,
    { retired, previous }: KeySet,
    context: EffectContext,
  ): Promise<void> {
    await this.#until(name, { from: retired, to: previous }, context);
  }

  async afterUse(
    name: string,
    { previous, current }: KeySet,
    context: EffectContext,
  ): Promise<void> {
    await this.#until(name, { from: previous, to: current }, context);
  }

  async #until(
    name: string,
    { from, to }: { from?: string; to?: string },
    { signal }: EffectContext,
  ): Promise<void> {
    if (from === undefined || to === undefined) return;
    const end = this.#now() + this.#patienceMs;
    for (
      let pause = FIRST_PAUSE_MS;
      ;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    ) {
      if (signal.aborted) {
        throw new UnavailableError('The time is over; nothing was sent');
      }
      const result = await this.#ask({ name, from, to }, signal);
      if (stateOf(result) === 'done') return;
      if (signal.aborted || this.#now() + pause > end) {
        throw new UnavailableError(
          'Data is still being encrypted with the new key',
          { retryAfterMs: result.retryAfterMs },
        );
      }
      await this.#pause(pause, signal);
    }
  }

  async #ask(
    { name, from, to }: { name: string; from: string; to: string },
    signal: AbortSignal,
  ): Promise<Extract<Exchange, { kind: 'answered' }>> {
    const { origin, target } = this.#address;
    const result = await exchange(
      origin,
      {
        method: 'POST',
        target,
        headers: {
          ...this.#headers,
          accept: 'application/json',
          'content-type': 'application/json',
          'user-agent': 'keyturn',
          'idempotency-key': `${name}:${from}:${to}`,
        },
        body: JSON.stringify({ keySet: name, from, to }),
      },
      {
        guard: this.#guard,
        timeoutMs: this.#timeoutMs,
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]),
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

function stateOf(
  result: Extract<Exchange, { kind: 'answered' }>,
): 'running' | 'done' {
  const { status, json, retryAfterMs } = result;
  if (status === 401 || status === 403) {
    throw new PermissionDeniedError(
      `The re-encryption hook refuses the request with status ${status}`,
      'Look whether the headers in reencryption are what the hook asks for',
    );
  }
  if (status === 429 || status >= 500) {
    throw new UnavailableError(
      `The re-encryption hook answers with status ${status}`,
      { retryAfterMs },
    );
  }
  const read = answer.safeParse(json);
  if (status < 200 || status > 299 || !read.success) {
    throw new MisconfiguredError(
      `The re-encryption hook answers with status ${status} and without a state`,
      'Have it answer { "state": "running" } or { "state": "done" }',
    );
  }
  return read.data.state;
}

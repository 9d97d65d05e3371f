import type { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import {
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { authorise, connect, type Connection } from './connect';
import { credentialsFailureOf, failureOf } from './failures';
import type { Right } from './rights';
import type { WriteBudget } from './WriteBudget';

/** Per-call settings of Google's client. */
export interface CallOptions {
  readonly signal: AbortSignal;
  readonly timeout: number;
  /** The client would repeat some calls by itself. */
  readonly retry: null;
}

/** Sends one request. */
export type Send<T> = (
  client: SecretManagerServiceClient,
  options: CallOptions,
) => Promise<T>;

const REQUEST_TIMEOUT_MS = 10_000;

/** Sends requests through Google's client: within the budget, until the deadline, with failures as the contract has them. */
export class Caller {
  readonly #connection: Connection;
  readonly #budget: WriteBudget;
  #client: Promise<SecretManagerServiceClient> | undefined;

  constructor(connection: Connection, budget: WriteBudget) {
    this.#connection = connection;
    this.#budget = budget;
  }

  /** Sends a request that counts against the project's write quota. */
  async write<T>(
    right: Right,
    context: EffectContext,
    send: Send<T>,
  ): Promise<T> {
    this.#budget.take();
    return this.read(right, context, send);
  }

  /** Sends a request. `right` is what it needs. */
  async read<T>(
    right: Right,
    { signal }: EffectContext,
    send: Send<T>,
  ): Promise<T> {
    const client = await this.#connected(signal);
    try {
      return await send(client, {
        signal,
        timeout: REQUEST_TIMEOUT_MS,
        // The engine repeats, in its own time and visibly.
        retry: null,
      });
    } catch (error) {
      throw error instanceof UnavailableError ? error : failureOf(error, right);
    }
  }

  async #connected(signal: AbortSignal): Promise<SecretManagerServiceClient> {
    const connecting = (this.#client ??= connect(this.#connection));
    try {
      const authorised = connecting.then(async client => {
        await authorise(client, this.#connection);
        return client;
      });
      return await unlessAborted(authorised, signal);
    } catch (error) {
      if (this.#client === connecting && !signal.aborted) {
        this.#client = undefined;
      }
      // The reason may name files of the portal's machine.
      throw credentialsFailureOf(error);
    }
  }
}

async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

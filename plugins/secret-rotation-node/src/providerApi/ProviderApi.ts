import type { z } from 'zod';
import { AddressGuard } from '../network/AddressGuard';
import { exchange } from '../network/exchange';
import { ApiProblem, problemOfStatus } from './ApiProblem';
import type { RateLimit } from './RateLimit';

/** The operator wrote the address for the whole portal, so it may be a private one. */
const ANYWHERE = new AddressGuard(['0.0.0.0/0', '::/0']);

/** Where a provider's API is, and for how long and with what it is asked. @public */
export interface ProviderApiOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path of the API without a slash at the end; may be empty. */
  readonly basePath: string;
  /** Sent with each request, the credential among them; names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** How long one answer may take. */
  readonly timeoutMs: number;
  /** Shared by all that use the same credential. */
  readonly limit: RateLimit;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

/** A provider's JSON API for the time of one effect: its one origin, no redirect, bounded in time and size. @public */
export class ProviderApi {
  readonly #options: ProviderApiOptions;

  constructor(options: ProviderApiOptions) {
    this.#options = options;
  }

  /**
   * Reads one object.
   * @throws ApiProblem
   */
  async get<T>(path: string, shape: z.ZodType<T>): Promise<T> {
    const { json } = await this.#send('GET', path);
    const read = shape.safeParse(json);
    if (!read.success) throw new ApiProblem('malformed');
    return read.data;
  }

  /**
   * Reads one object that may be missing.
   * @throws ApiProblem
   */
  async find<T>(path: string, shape: z.ZodType<T>): Promise<T | undefined> {
    try {
      return await this.get(path, shape);
    } catch (error) {
      if (error instanceof ApiProblem && error.kind === 'absent')
        return undefined;
      throw error;
    }
  }

  /**
   * Writes one object.
   * @returns when it was done, by the provider's clock, to the second
   * @throws ApiProblem
   */
  async write(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body: object,
  ): Promise<{ doneAt?: Date }> {
    const { answeredAt } = await this.#send(method, path, JSON.stringify(body));
    return { doneAt: answeredAt };
  }

  async #send(method: string, path: string, body?: string) {
    const { origin, basePath, headers, timeoutMs, limit, signal } =
      this.#options;
    limit.check();
    const answer = await exchange(
      origin,
      {
        method,
        target: `${basePath}${path}`,
        headers: {
          ...headers,
          'user-agent': 'keyturn',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body,
      },
      {
        guard: ANYWHERE,
        timeoutMs,
        signal,
      },
    );
    if (answer.kind !== 'answered')
      throw new ApiProblem(answer.kind === 'too-long' ? 'malformed' : 'silent');
    const problem = problemOfStatus(answer.status, answer.retryAfterMs);
    if (!problem) return answer;
    limit.note(problem);
    throw problem;
  }
}

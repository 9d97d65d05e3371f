import { ApiProblem } from './ApiProblem';

/** Where a provider says nothing else, as GitHub asks for it. */
const DEFAULT_REST_MS = 60_000;

/** Until when a provider asked to be left alone. Asking on would prolong it. @public */
export class RateLimit {
  #until = 0;
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /**
   * Looks whether a request may be sent.
   * @throws ApiProblem while none may
   */
  check(): void {
    const left = this.#until - this.#now().getTime();
    if (left > 0) throw new ApiProblem('limited', left);
  }

  /** Takes note of what the provider asked. */
  note({ kind, retryAfterMs = DEFAULT_REST_MS }: ApiProblem): void {
    if (kind === 'limited') this.#until = this.#now().getTime() + retryAfterMs;
  }
}

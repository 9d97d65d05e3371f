/** Whether a verifier takes a token now. */
export type Verify = (token: string) => Promise<boolean>;

const PAUSE_MS = 250;

/**
 * People who go on with a token until it expires. Whenever one begins, the others show theirs again. A token that is
 * refused before its time has cost somebody the session.
 * @internal
 */
export class Sessions {
  readonly #verify: Verify;
  readonly #now: () => number;
  readonly #open = new Map<string, number>();
  #lastBegin = -Infinity;
  #lost = 0;

  /** @param now - in ms since 1970 */
  constructor(verify: Verify, now: () => number = Date.now) {
    this.#verify = verify;
    this.#now = now;
  }

  /** Somebody begins with a token that was taken; only a few in a second do. */
  async begin(token: string, expiresAt: number): Promise<void> {
    if (this.#now() - this.#lastBegin < PAUSE_MS) return;
    this.#lastBegin = this.#now();
    const open = [...this.#open.keys()];
    this.#open.set(token, expiresAt);
    await Promise.all(open.map(each => this.#goOn(each)));
  }

  /** Whether a session was lost since the last call. */
  takeLoss(): boolean {
    const hasLost = this.#lost > 0;
    this.#lost = 0;
    return hasLost;
  }

  async #goOn(token: string): Promise<void> {
    const isTaken = !this.#hasExpired(token) && (await this.#verify(token));
    if (isTaken) return;
    // It may have expired while it was looked at.
    if (!this.#hasExpired(token)) this.#lost += 1;
    this.#open.delete(token);
  }

  #hasExpired(token: string): boolean {
    return (this.#open.get(token) ?? 0) <= this.#now();
  }
}

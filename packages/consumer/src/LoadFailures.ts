/** What did not work; codes and ids alone, never a text of an error. @public */
export interface LoadFailure {
  /** The secret's path in the store. */
  readonly path: string;
  /** What was being done. The version in use stays in use, except after a failed `release`. */
  readonly during: 'read' | 'load' | 'release';
  /** The error's code, such as `ENOENT` or `28P01`, or its class. */
  readonly code: string;
}

/** Tells what did not work with one secret; what goes on failing in the same way is told once. @internal */
export class LoadFailures {
  readonly #path: string;
  readonly #tell: (failure: LoadFailure) => void;
  #last?: string;

  constructor(path: string, tell: (failure: LoadFailure) => void) {
    this.#path = path;
    this.#tell = tell;
  }

  report(during: LoadFailure['during'], error: unknown): void {
    const failure = { path: this.#path, during, code: codeOf(error) };
    // A poll that fails in the same way each time is told once.
    const told = JSON.stringify(failure);
    if (told === this.#last) return;
    this.#last = told;
    // What the callback throws is the caller's, and ends no look.
    queueMicrotask(() => this.#tell(failure));
  }

  /** It works again: the next failure is told, whatever it is. */
  end(): void {
    this.#last = undefined;
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no-code';
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[\w-]{2,40}$/.test(code)
    ? code
    : error.constructor.name;
}

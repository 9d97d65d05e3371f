import type { Response } from 'undici';

/**
 * A standby may answer reads by itself, behind the active node. Writes are answered with the state that they led to;
 * a later request that names it is answered from that state or a later one, if need be by the active node.
 */
export class Consistency {
  #index: string | undefined;

  /** Headers of the next request. */
  headers(): Record<string, string> {
    return this.#index === undefined
      ? {}
      : {
          'X-Vault-Index': this.#index,
          'X-Vault-Inconsistent': 'forward-active-node',
        };
  }

  /** Remembers the state that an answer names. */
  note({ headers }: Response): void {
    this.#index = headers.get('x-vault-index') ?? this.#index;
  }
}

import type { Address } from '@keyturn/backstage-plugin-secret-rotation-node';
import { withConnection, type Patience, type Send } from './connection';
import { adminRules } from './rights';
import { toAdapterError } from './redisErrors';
import type { RedisRotatorSettings } from './settings';

/** A node as the administrator talks to it. */
export interface Node {
  /** For people: never a host. */
  readonly name: string;
  readonly send: Send;
}

/** The operator's ACL user on every node: each call is one fresh connection to each. */
export class Administrator {
  readonly #settings: RedisRotatorSettings;
  readonly #patience: Patience;

  constructor(settings: RedisRotatorSettings, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
  }

  /** The user's name. */
  get user(): string {
    return this.#settings.admin.user;
  }

  /** Talks to every node at once; whatever the driver throws comes out as it is. */
  async onEach<T>(
    signal: AbortSignal,
    use: (node: Node) => Promise<T>,
  ): Promise<Array<PromiseSettledResult<T> & { readonly name: string }>> {
    const { nodes } = this.#settings;
    const names = nodes.map((_, at) => `node ${at + 1} of ${nodes.length}`);
    const results = await Promise.allSettled(
      nodes.map((address, at) =>
        this.#connect(address, signal, send => use({ name: names[at], send })),
      ),
    );
    return results.map((result, at) => ({ ...result, name: names[at] }));
  }

  /**
   * Talks to every node at once; throws the adapter's errors alone.
   * @returns one answer a node, in their order
   */
  async ask<T>(
    signal: AbortSignal,
    use: (node: Node) => Promise<T>,
  ): Promise<T[]> {
    const results = await this.onEach(signal, use);
    return results.map(result => {
      if (result.status === 'fulfilled') return result.value;
      throw toAdapterError(
        result.reason,
        result.name,
        `ACL SETUSER ${this.user} ${adminRules().join(' ')}`,
      );
    });
  }

  async #connect<T>(
    address: Address,
    signal: AbortSignal,
    use: (send: Send) => Promise<T>,
  ): Promise<T> {
    const { admin, tls } = this.#settings;
    return withConnection(
      {
        address,
        tls,
        user: admin.user,
        value: admin.password,
        passwordField: 'value',
      },
      signal,
      this.#patience,
      use,
    );
  }
}

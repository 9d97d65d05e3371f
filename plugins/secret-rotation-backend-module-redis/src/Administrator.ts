import type { AdminLogin } from '@keyturn/backstage-plugin-secret-rotation-node';
import { withConnection, type Patience, type Send } from './connection';
import { adminRules } from './rights';
import { toAdapterError } from './redisErrors';
import type { RedisRotatorSettings } from './settings';

/** A node as the administrator talks to it. */
export interface Node {
  /** For people: never a host. */
  readonly name: string;
  readonly send: Send;
  /** The user that it sends as. */
  readonly admin: string;
}

/**
 * The operator's ACL user on every node: each call is one fresh connection to each, by the credential as it is then. So
 * a rotation of the administrator's own credential needs no restart.
 */
export class Administrator {
  readonly #settings: RedisRotatorSettings;
  readonly #patience: Patience;
  readonly #login: AdminLogin;
  #lastUser: string | undefined;

  constructor(settings: RedisRotatorSettings, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
    this.#login = settings.adminLogin(async ({ signal }) => {
      await this.ask(signal, async () => undefined);
    });
    this.#lastUser = this.#login.user;
  }

  /** The user's name, where app-config says it: elsewhere it may change. */
  get configuredUser(): string | undefined {
    return this.#login.user;
  }

  /** The user's name, as far as it is known. */
  get user(): string {
    return this.#lastUser ?? 'administrator';
  }

  /** Talks to every node at once; whatever the driver throws comes out as it is. */
  async onEach<T>(
    signal: AbortSignal,
    use: (node: Node) => Promise<T>,
  ): Promise<Array<PromiseSettledResult<T> & { readonly name: string }>> {
    const { nodes, tls } = this.#settings;
    const value = await this.#login.read({ signal });
    const user = value.reveal('username');
    this.#lastUser = user;
    const names = nodes.map((_, at) => `node ${at + 1} of ${nodes.length}`);
    const results = await Promise.allSettled(
      nodes.map((address, at) =>
        withConnection(
          { address, tls, user, value, passwordField: 'password' },
          signal,
          this.#patience,
          send => use({ name: names[at], send, admin: user }),
        ),
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
}

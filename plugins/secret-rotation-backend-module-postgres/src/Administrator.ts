import {
  PermissionDeniedError,
  type EffectContext,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Client } from 'pg';
import { withConnection, type Patience } from './connection';
import { toAdapterError } from './databaseErrors';
import { underFence } from './fence';
import type { PostgresRotatorSettings } from './settings';

/** What a refusal means, made only when one comes. */
export type Denial = () => PermissionDeniedError;

/** The operator's login: each call is one fresh connection of its own. */
export class Administrator {
  readonly #settings: PostgresRotatorSettings;
  readonly #patience: Patience;

  constructor(settings: PostgresRotatorSettings, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
  }

  /** The login's name. */
  get user(): string {
    return this.#settings.admin.user;
  }

  /** Lends a connection; whatever the driver throws comes out as it is. */
  async connect<T>(
    signal: AbortSignal,
    use: (client: Client) => Promise<T>,
  ): Promise<T> {
    const { admin, tls } = this.#settings;
    const { host, port, user, password, database } = admin;
    return withConnection(
      {
        address: { host, port },
        tls,
        user,
        value: password,
        passwordField: 'value',
        database,
      },
      signal,
      this.#patience,
      use,
    );
  }

  /** Lends a connection; throws the adapter's errors alone. */
  async ask<T>(
    { signal }: EffectContext,
    denied: Denial,
    use: (client: Client) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.connect(signal, use);
    } catch (error) {
      throw toAdapterError(error, denied);
    }
  }

  /**
   * Lends a connection inside of one transaction that claims the fence on these logins first.
   * @throws FencedError when a newer run or epoch has acted on any of them
   */
  async actOn<T>(
    logins: readonly string[],
    context: WriteContext,
    denied: Denial,
    act: (client: Client) => Promise<T>,
  ): Promise<T> {
    const { statementMs } = this.#patience;
    return this.ask(context, denied, client =>
      underFence(client, logins, context.fence, statementMs, () => act(client)),
    );
  }
}

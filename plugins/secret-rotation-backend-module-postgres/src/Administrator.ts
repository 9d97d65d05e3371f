import {
  PermissionDeniedError,
  type AdminLogin,
  type EffectContext,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Client } from 'pg';
import { withConnection, type Patience } from './connection';
import { ADMINISTRATOR_FIX, toAdapterError } from './databaseErrors';
import { underFence } from './fence';
import type { PostgresRotatorSettings } from './settings';

/** What a refusal means, made only when one comes. */
export type Denial = () => PermissionDeniedError;

function notAccepted(): PermissionDeniedError {
  return new PermissionDeniedError(
    "PostgreSQL refuses the administrator's login",
    ADMINISTRATOR_FIX,
  );
}

/**
 * The operator's login: each call is one fresh connection of its own, by the credential as it is then. So a rotation of
 * the administrator's own credential needs no restart.
 */
export class Administrator {
  readonly #settings: PostgresRotatorSettings;
  readonly #patience: Patience;
  readonly #login: AdminLogin;
  #lastUser: string | undefined;

  constructor(settings: PostgresRotatorSettings, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
    this.#login = settings.admin.login(context =>
      this.ask(context, notAccepted, async () => undefined),
    );
    this.#lastUser = this.#login.user;
  }

  /** The login's name, where app-config says it: elsewhere it may change. */
  get configuredUser(): string | undefined {
    return this.#login.user;
  }

  /** The login's name, as far as it is known. */
  get user(): string {
    return this.#lastUser ?? 'administrator';
  }

  /** Lends a connection; whatever the driver throws comes out as it is. */
  async connect<T>(
    signal: AbortSignal,
    use: (client: Client) => Promise<T>,
  ): Promise<T> {
    const { admin, tls } = this.#settings;
    const { host, port, database } = admin;
    const value = await this.#login.read({ signal });
    const user = value.reveal('username');
    this.#lastUser = user;
    return withConnection(
      {
        address: { host, port },
        tls,
        user,
        value,
        passwordField: 'password',
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

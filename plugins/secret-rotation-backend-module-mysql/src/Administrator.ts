import {
  PermissionDeniedError,
  type AdminLogin,
  type EffectContext,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Account } from './accounts/Account';
import { withConnection, type Patience, type Session } from './connection';
import { ADMINISTRATOR_FIX, toAdapterError } from './databaseErrors';
import { underFence } from './fence';
import type { MysqlRotatorSettings } from './settings';

/** What a refusal means, made only when one comes. */
export type Denial = () => PermissionDeniedError;

/**
 * The operator's login: each call is one fresh connection of its own, by the credential as it is then. So a rotation of
 * the administrator's own credential needs no restart.
 */
export class Administrator {
  readonly #settings: MysqlRotatorSettings;
  readonly #patience: Patience;
  readonly #login: AdminLogin;
  #lastUser: string | undefined;

  constructor(settings: MysqlRotatorSettings, patience: Patience) {
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
    use: (session: Session) => Promise<T>,
  ): Promise<T> {
    const { admin, tls } = this.#settings;
    const login = await this.#login.read({ signal });
    this.#lastUser = login.reveal('username');
    return withConnection(
      { address: admin, tls, login },
      signal,
      this.#patience,
      async session => {
        // Whatever the server's own settings make of quotes, backslashes and times.
        await session.run(
          "SET SESSION sql_mode = '', autocommit = 1, time_zone = '+00:00'",
        );
        return use(session);
      },
    );
  }

  /** Lends a connection; throws the adapter's errors alone. */
  async ask<T>(
    { signal }: EffectContext,
    denied: Denial,
    use: (session: Session) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.connect(signal, use);
    } catch (error) {
      throw toAdapterError(error, denied);
    }
  }

  /**
   * Lends a connection that holds the locks of these accounts and has claimed the fence on them.
   * @throws FencedError when a newer run or epoch has acted on any of them
   */
  async actOn<T>(
    accounts: readonly Account[],
    context: WriteContext,
    denied: Denial,
    act: (session: Session) => Promise<T>,
  ): Promise<T> {
    const idleSeconds = Math.ceil(this.#patience.statementMs / 1_000);
    return this.ask(context, denied, session =>
      underFence(session, accounts, context.fence, idleSeconds, () =>
        act(session),
      ),
    );
  }
}

function notAccepted(): PermissionDeniedError {
  return new PermissionDeniedError(
    "The server refuses the administrator's login",
    ADMINISTRATOR_FIX,
  );
}

import type {
  AdminLogin,
  EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Client } from 'ldapts';
import { withConnection, type Patience } from './connection';
import { toAdapterError } from './directoryErrors';
import type { LdapRotatorSettings } from './settings';

/**
 * The operator's entry at the server that takes changes: each call is one fresh connection of its own, by the credential
 * as it is then. So a rotation of the administrator's own credential needs no restart.
 */
export class Administrator {
  readonly #settings: LdapRotatorSettings;
  readonly #patience: Patience;
  readonly #login: AdminLogin;

  constructor(settings: LdapRotatorSettings, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
    this.#login = settings.adminLogin(context =>
      this.ask(context, async () => undefined),
    );
  }

  /** The entry's name, where app-config says it: elsewhere it may change. */
  get configuredDn(): string | undefined {
    return this.#login.user;
  }

  /** Lends a connection; whatever the driver throws comes out as it is. */
  async connect<T>(
    { signal }: EffectContext,
    use: (client: Client, dn: string) => Promise<T>,
  ): Promise<T> {
    const { url } = this.#settings;
    const value = await this.#login.read({ signal });
    return withConnection(
      { url, value },
      this.#settings,
      signal,
      this.#patience,
      client => use(client, value.reveal('dn')),
    );
  }

  /** Lends a connection; throws the adapter's errors alone. */
  async ask<T>(
    context: EffectContext,
    use: (client: Client) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.connect(context, use);
    } catch (error) {
      throw toAdapterError(error);
    }
  }
}

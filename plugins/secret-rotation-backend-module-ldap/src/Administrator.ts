import type { EffectContext } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Client } from 'ldapts';
import { withConnection, type Patience } from './connection';
import { toAdapterError } from './directoryErrors';
import type { LdapRotatorSettings } from './settings';

/** The operator's entry at the server that takes changes: each call is one fresh connection of its own. */
export class Administrator {
  readonly #settings: LdapRotatorSettings;
  readonly #patience: Patience;

  constructor(settings: LdapRotatorSettings, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
  }

  /** The entry's name. */
  get dn(): string {
    return this.#settings.admin.dn;
  }

  /** Lends a connection; whatever the driver throws comes out as it is. */
  async connect<T>(
    { signal }: EffectContext,
    use: (client: Client) => Promise<T>,
  ): Promise<T> {
    const { url, admin } = this.#settings;
    return withConnection(
      { url, dn: admin.dn, value: admin.password, passwordField: 'value' },
      this.#settings,
      signal,
      this.#patience,
      use,
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

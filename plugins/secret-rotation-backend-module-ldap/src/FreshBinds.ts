import {
  requireFields,
  type EndpointProbe,
  type ProbeAnswer,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { withConnection, type Patience } from './connection';
import { RESULT, resultCode } from './directoryErrors';
import type { LdapRotatorSettings } from './settings';

/** Tries values as consumers use them: by fresh binds. */
export class FreshBinds {
  readonly #settings: LdapRotatorSettings;
  readonly #patience: Patience;

  constructor(settings: LdapRotatorSettings, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
  }

  /** Binds at every endpoint. Never throws. */
  async probe(
    value: SecretValue,
    signal: AbortSignal,
  ): Promise<EndpointProbe[]> {
    const { endpoints } = this.#settings;
    return Promise.all(
      endpoints.map(async (url, at) => ({
        endpoint: `endpoint ${at + 1} of ${endpoints.length}`,
        answer: await this.#tryBind(url, value, signal),
      })),
    );
  }

  async #tryBind(
    url: string,
    value: SecretValue,
    signal: AbortSignal,
  ): Promise<ProbeAnswer> {
    try {
      requireFields(value, ['dn', 'password']);
      // Without a name or a password a bind is anonymous, and many directories take it: that proves nothing.
      if (['dn', 'password'].some(field => value.reveal(field) === '')) {
        return 'rejected';
      }
      return await withConnection<ProbeAnswer>(
        { url, value },
        this.#settings,
        signal,
        this.#patience,
        async () => 'accepted',
      );
    } catch (error) {
      const code = resultCode(error);
      return code === RESULT.invalidCredentials ||
        code === RESULT.inappropriateAuthentication
        ? 'rejected'
        : 'unknown';
    }
  }
}

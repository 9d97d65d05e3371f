import {
  probesOf,
  tryEverywhere,
  type EndpointOutcome,
  type EndpointProbe,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { ErrorReply } from '@redis/client';
import { withConnection, type Patience } from './connection';
import { userOf } from './options';
import { errorCode, WRONG_PASSWORD } from './redisErrors';
import type { RedisRotatorSettings } from './settings';

/**
 * How a fresh login ended.
 *
 * - `accepted`: logged in, and the probe command succeeded
 * - `command-failed`: logged in, but the probe command was refused or failed
 * - `rejected`: Redis refuses this user or this password
 * - `unknown`: everything else
 */
export type LoginOutcome =
  | 'accepted'
  | 'command-failed'
  | 'rejected'
  | 'unknown';

/** Tries values as consumers use them: by fresh logins, never from a pool. */
export class FreshLogins {
  readonly #settings: RedisRotatorSettings;
  readonly #patience: Patience;

  constructor(settings: RedisRotatorSettings, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
  }

  /** Logs in everywhere: at every endpoint, and at every node, because each keeps users of its own. Never throws. */
  async tryEverywhere(
    value: SecretValue,
    signal: AbortSignal,
  ): Promise<EndpointOutcome<LoginOutcome>[]> {
    const { endpoints, nodes } = this.#settings;
    const isEndpoint = (host: string, port: number) =>
      endpoints.some(each => each.host === host && each.port === port);
    const others = nodes.filter(({ host, port }) => !isEndpoint(host, port));
    const all = [...endpoints, ...others];
    return tryEverywhere(all, address =>
      this.#tryLogin(address, value, signal),
    );
  }

  /** {@link FreshLogins.tryEverywhere} in the engine's three answers. */
  async probe(
    value: SecretValue,
    signal: AbortSignal,
  ): Promise<EndpointProbe[]> {
    return probesOf(await this.tryEverywhere(value, signal));
  }

  async #tryLogin(
    address: { host: string; port: number },
    value: SecretValue,
    signal: AbortSignal,
  ): Promise<LoginOutcome> {
    const { tls, probeCommand } = this.#settings;
    let loggedIn = false;
    try {
      return await withConnection<LoginOutcome>(
        { address, tls, user: userOf(value), value, passwordField: 'password' },
        signal,
        this.#patience,
        async send => {
          loggedIn = true;
          if (probeCommand.length > 0) await send(probeCommand);
          return 'accepted';
        },
      );
    } catch (error) {
      if (loggedIn && error instanceof ErrorReply) return 'command-failed';
      return !loggedIn && errorCode(error) === WRONG_PASSWORD
        ? 'rejected'
        : 'unknown';
    }
  }
}

import {
  probesOf,
  requireFields,
  tryEverywhere,
  type Address,
  type EndpointOutcome,
  type EndpointProbe,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { withConnection, type Patience } from './connection';
import {
  errorNumber,
  ERRNO,
  refusesAddress,
  refusesLogin,
} from './databaseErrors';
import type { LoginSettings } from './settings';

/**
 * How a fresh login ended.
 *
 * - `accepted`: logged in, and the probe query succeeded
 * - `query-failed`: logged in, but the database or the probe query was refused or failed
 * - `rejected`: the server refuses this login or this password
 * - `address-refused`: the server refuses our address, whatever the password
 * - `unknown`: everything else
 */
export type LoginOutcome =
  | 'accepted'
  | 'query-failed'
  | 'rejected'
  | 'address-refused'
  | 'unknown';

/** Tries values as consumers use them: by fresh logins, never from a pool. */
export class FreshLogins {
  readonly #settings: LoginSettings;
  readonly #patience: Patience;

  constructor(settings: LoginSettings, patience: Patience) {
    this.#settings = settings;
    this.#patience = patience;
  }

  /** Logs in at every endpoint and runs the probe query. Never throws. */
  async tryEverywhere(
    value: SecretValue,
    signal: AbortSignal,
  ): Promise<EndpointOutcome<LoginOutcome>[]> {
    const { endpoints } = this.#settings;
    return tryEverywhere(endpoints, address =>
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

  /** What is sure is said only before any query: an error within the query may come from elsewhere. */
  async #tryLogin(
    address: Address,
    value: SecretValue,
    signal: AbortSignal,
  ): Promise<LoginOutcome> {
    const { tls, probeQuery, database } = this.#settings;
    let loggedIn = false;
    try {
      requireFields(value, ['username', 'password']);
      const named = value.has('database')
        ? value.reveal('database')
        : undefined;
      return await withConnection<LoginOutcome>(
        { address, tls, login: value, database: database ?? named },
        signal,
        this.#patience,
        async session => {
          loggedIn = true;
          await session.run(probeQuery);
          return 'accepted';
        },
      );
    } catch (error) {
      return loggedIn ? failedQuery(error) : refusedLogin(error);
    }
  }
}

function refusedLogin(error: unknown): LoginOutcome {
  if (refusesLogin(error)) return 'rejected';
  if (refusesAddress(error)) return 'address-refused';
  const number = errorNumber(error);
  // The server looks at the database after the password.
  return number === ERRNO.noAccessToDatabase || number === ERRNO.noSuchDatabase
    ? 'query-failed'
    : 'unknown';
}

function failedQuery(error: unknown): LoginOutcome {
  return errorNumber(error) === undefined ? 'unknown' : 'query-failed';
}

import {
  probesOf,
  tryEverywhere,
  UnavailableError,
  type EndpointOutcome,
  type EndpointProbe,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { DatabaseError } from 'pg';
import { withConnection, type Patience } from './connection';
import { readCredential } from './credential';
import { sqlState, SQLSTATE } from './databaseErrors';
import type { Address, LoginSettings } from './settings';

/**
 * How a fresh login ended.
 *
 * - `accepted`: logged in, and the probe query succeeded
 * - `query-failed`: logged in, but the probe query was refused or failed
 * - `rejected`: PostgreSQL refuses this login or this password
 * - `address-refused`: PostgreSQL refuses our address, whatever the password
 * - `unknown`: everything else
 */
export type LoginOutcome =
  | 'accepted'
  | 'query-failed'
  | 'rejected'
  | 'address-refused'
  | 'unknown';

/** The routine of PostgreSQL that applies pg_hba.conf; its refusals share SQLSTATE 28000 with disabled logins. */
const HBA_ROUTINE = 'ClientAuthentication';

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
    const { endpoints, probeQuery } = this.#settings;
    return tryEverywhere(endpoints, address =>
      this.#tryLogin(address, value, probeQuery, signal),
    );
  }

  /** {@link FreshLogins.tryEverywhere} in the engine's three answers. */
  async probe(
    value: SecretValue,
    signal: AbortSignal,
  ): Promise<EndpointProbe[]> {
    return probesOf(await this.tryEverywhere(value, signal));
  }

  /**
   * Whether the server takes this login with this password already, whatever it may do then. The server itself is
   * asked first; where it does not talk to us about consumers' logins, the endpoints are.
   * @throws UnavailableError when nobody says
   */
  async isKnown(
    value: SecretValue,
    server: Address,
    signal: AbortSignal,
  ): Promise<boolean> {
    for (const address of [server, ...this.#settings.endpoints]) {
      const outcome = await this.#tryLogin(address, value, undefined, signal);
      if (outcome === 'accepted' || outcome === 'rejected') {
        return outcome === 'accepted';
      }
    }
    throw new UnavailableError(
      'Whether PostgreSQL takes the new value already cannot be told now',
    );
  }

  /** What is sure is said only before any query: an error within the query may come from elsewhere. */
  async #tryLogin(
    { host, port }: Address,
    value: SecretValue,
    probeQuery: string | undefined,
    signal: AbortSignal,
  ): Promise<LoginOutcome> {
    let loggedIn = false;
    try {
      return await withConnection<LoginOutcome>(
        {
          ...readCredential(value, this.#settings),
          address: { host, port },
          tls: this.#settings.tls,
          passwordField: 'password',
        },
        signal,
        this.#patience,
        async client => {
          loggedIn = true;
          if (probeQuery !== undefined) {
            await client.query(probeQuery);
          }
          return 'accepted';
        },
      );
    } catch (error) {
      return loggedIn ? failedQuery(error) : refusedLogin(error);
    }
  }
}

function refusedLogin(error: unknown): LoginOutcome {
  switch (sqlState(error)) {
    case SQLSTATE.invalidPassword:
      return 'rejected';
    case SQLSTATE.invalidAuthorization:
      return (error as DatabaseError).routine === HBA_ROUTINE
        ? 'address-refused'
        : 'rejected';
    default:
      return 'unknown';
  }
}

function failedQuery(error: unknown): LoginOutcome {
  return error instanceof DatabaseError ? 'query-failed' : 'unknown';
}

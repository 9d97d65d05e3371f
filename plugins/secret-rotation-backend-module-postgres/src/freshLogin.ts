import type {
  ProbeAnswer,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { DatabaseError } from 'pg';
import { withConnection, type Patience } from './connection';
import { readCredential } from './credential';
import { sqlState, SQLSTATE } from './databaseErrors';
import type { Address, PostgresRotatorSettings } from './settings';

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

/**
 * Logs in once at one address and runs the probe query, if there is one. Never throws. What is sure is said only
 * where PostgreSQL itself said it before any query: an error within the query may come from elsewhere.
 */
export async function tryLogin(
  address: Address,
  value: SecretValue,
  settings: PostgresRotatorSettings,
  probeQuery: string | undefined,
  signal: AbortSignal,
  patience: Patience,
): Promise<LoginOutcome> {
  let loggedIn = false;
  try {
    return await withConnection<LoginOutcome>(
      {
        ...readCredential(value, settings),
        address,
        tls: settings.tls,
        passwordField: 'password',
      },
      signal,
      patience,
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

/** What the engine is told. A value that logs in but cannot do the work is neither accepted nor rejected. */
export function toProbeAnswer(outcome: LoginOutcome): ProbeAnswer {
  return outcome === 'accepted' || outcome === 'rejected' ? outcome : 'unknown';
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

/** A name for people: never a host. */
export function endpointName(index: number, count: number): string {
  return `endpoint ${index + 1} of ${count}`;
}

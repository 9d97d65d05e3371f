import { Client } from 'pg';
import type { PostgresServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

/** What the server says to a login that it does not let in. */
const REFUSALS = ['28P01', '28000'];

/** Speaks to PostgreSQL. */
export const postgresClient: TargetClient<PostgresServiceTarget> = {
  secretField: 'password',
  connect: async (target, { username, password }, name, onLost) => {
    const { host, port, database } = target;
    const client = new Client({
      ...{ host, port, database, password, ssl: false },
      user: username,
      application_name: name,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    });
    client.on('error', onLost);
    try {
      await client.connect();
    } catch (error) {
      await client.end().catch(onLost);
      throw error;
    }
    return {
      query: async () => {
        await client.query(target.query ?? 'select 1 from orders limit 1');
      },
      close: () => client.end(),
    };
  },
  failureOf: error =>
    REFUSALS.includes(Object(error).code) ? 'refused' : 'unknown',
};

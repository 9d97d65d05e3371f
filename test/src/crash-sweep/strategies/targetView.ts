import {
  clientFor,
  type ServiceTarget,
  type TargetClient,
} from '@keyturn/dev-peers';
import { z } from 'zod';
import type { Fields, LoginAnswer, TargetView } from './contracts';

/** How the oracle is called at a target. */
export const ORACLE_NAME = 'keyturn-oracle';

/** Endpoints travel to the oracle's process as they are; who starts it has made them. */
const endpointsShape = z.array(
  z.custom<ServiceTarget>(given => typeof Object(given).kind === 'string'),
);

/** Tries values as consumers do, each time anew. */
export function targetView(settings: unknown): TargetView {
  const endpoints = endpointsShape.parse(settings);
  return {
    login: fields =>
      Promise.all(endpoints.map(endpoint => freshLogin(endpoint, fields))),
  };
}

async function freshLogin(
  endpoint: ServiceTarget,
  fields: Fields,
): Promise<LoginAnswer> {
  const client = clientFor(endpoint.kind) as TargetClient<ServiceTarget>;
  try {
    // A connection that is lost also fails the query, which is what counts.
    const connection = await client.connect(
      endpoint,
      fields,
      ORACLE_NAME,
      () => undefined,
    );
    try {
      await connection.query();
    } finally {
      await connection.close();
    }
    return 'accepted';
  } catch (error) {
    return client.failureOf(error);
  }
}

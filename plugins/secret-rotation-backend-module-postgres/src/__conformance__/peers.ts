import type { RotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import type { TemporaryPostgres } from '@keyturn/dev-peers';
import { ALTERNATING_USERS, SINGLE_USER } from '../declarations';
import {
  createLoginWorld,
  createPostgresWorld,
  SINGLE_USER as OF_ONE_LOGIN,
} from '../__testUtils__/postgresWorld';

/** What makes the server write down as much as it can. */
export const TALKATIVE = {
  log_statement: 'all',
  log_connections: 'all',
  log_min_duration_statement: '0',
  log_parameter_max_length: '-1',
  log_parameter_max_length_on_error: '-1',
};

/** Alternating users on a server that is started with {@link TALKATIVE}. */
export function alternatingUsersOn(
  server: () => TemporaryPostgres,
): RotatorPeer {
  return {
    name: 'PostgreSQL with alternating users',
    declaration: ALTERNATING_USERS,
    createWorld: () => createPostgresWorld(server()),
  };
}

/** One login, on the same server. */
export function singleUserOn(server: () => TemporaryPostgres): RotatorPeer {
  return {
    name: 'PostgreSQL with a single user',
    declaration: SINGLE_USER,
    createWorld: () => createLoginWorld(server(), OF_ONE_LOGIN),
  };
}

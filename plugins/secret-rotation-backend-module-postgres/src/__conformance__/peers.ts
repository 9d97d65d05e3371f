import type { RotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import type { TemporaryPostgres } from '@keyturn/dev-peers';
import { ALTERNATING_USERS } from '../declarations';
import { createPostgresWorld } from '../__testUtils__/postgresWorld';

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

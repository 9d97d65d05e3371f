import type { RotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import type { RunningSqlServer } from '@keyturn/dev-peers';
import { createSqlWorld } from '../__testUtils__/sqlWorld';
import { ALTERNATING_USERS, DUAL_PASSWORD } from '../declarations';

/** Under what the rotators are held to their contract: it logs all it is asked, and reads quotes in its own way. */
export const TALKATIVE_AND_STRANGE = {
  'general-log': '1',
  'sql-mode': 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES',
};

const FULL = {
  addCredential:
    'an account that accepts something besides its password is refused by preflight: MySQL has room for two',
};

/** Every strategy on a server that is started with {@link TALKATIVE_AND_STRANGE}. */
export function rotatorsOn(
  name: string,
  server: () => RunningSqlServer,
): RotatorPeer[] {
  return [ALTERNATING_USERS, DUAL_PASSWORD].map(declaration => ({
    name: `${name} with ${declaration.strategy}`,
    declaration,
    createWorld: () => createSqlWorld(server(), declaration.strategy),
    ...(declaration.accounts === 'one' ? { exemptions: FULL } : {}),
  }));
}

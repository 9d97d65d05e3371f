import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Administrator } from '../Administrator';
import { PERSISTENCE_FIX } from '../NodePasswords';
import type { NodeFacts } from './nodeFacts';
import { checkEach } from './checkEach';

const OLDEST = 7;

/** Looks whether these servers can be rotated at all. */
export function checkServers(nodes: readonly NodeFacts[]): PreflightCheck[] {
  return [
    checkEach(nodes, {
      code: 'redis.server-version',
      fails: ({ majorVersion }) => majorVersion < OLDEST,
      is: `Every node is Redis ${OLDEST}, Valkey or newer`,
      isNot: names => `${names} is older than Redis ${OLDEST}`,
      fix: `Upgrade to Redis ${OLDEST}, Valkey or newer`,
    }),
    checkEach(nodes, {
      code: 'redis.users-persist',
      fails: ({ persistence, missing }) => !persistence && missing.length === 0,
      is: 'Every node keeps its users over a restart',
      isNot: names => `${names} would forget its users at a restart`,
      fix: PERSISTENCE_FIX,
    }),
  ];
}

/** One check for each right that the administrator lacks anywhere. */
export function checkRights(
  nodes: readonly NodeFacts[],
  { user }: Administrator,
): PreflightCheck[] {
  const lacking = new Map(
    nodes.flatMap(({ missing }) =>
      missing.map(right => [right.rule, right] as const),
    ),
  );
  if (lacking.size === 0) {
    return [
      {
        code: 'redis.rights',
        ok: true,
        message: 'The administrator may do all of a rotation at every node',
      },
    ];
  }
  return [...lacking.values()].map(({ code, rule, what }) =>
    checkEach(nodes, {
      code,
      fails: ({ missing }) => missing.some(right => right.rule === rule),
      is: `The administrator may ${what}`,
      isNot: names => `The administrator may not ${what} at ${names}`,
      fix: `ACL SETUSER ${user} ${rule}`,
    }),
  );
}

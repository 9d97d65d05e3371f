import type { RotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import type { RunningRedis } from '@keyturn/dev-peers';
import {
  ADMIN_RULES,
  CLUSTER_RULES,
  createRedisWorld,
  type RedisWorldOptions,
} from '../__testUtils__/redisWorld';
import { ACL_USER } from '../declarations';

/** What makes the server write down as much as it can. */
export const TALKATIVE = { settings: { loglevel: 'debug' } };

/** An ACL user on servers that keep users alike. */
export function aclUserOn(
  name: string,
  servers: () => readonly RunningRedis[],
  options: RedisWorldOptions = {},
): RotatorPeer {
  return {
    name,
    declaration: ACL_USER,
    createWorld: () => createRedisWorld(servers(), options),
    exemptions: {
      addCredential:
        'a user has one secret: preflight refuses another password, revoke leaves exactly the one that stays',
    },
  };
}

/** An ACL user on all nodes of a cluster. */
export function aclUserInCluster(
  name: string,
  nodes: () => readonly RunningRedis[],
): RotatorPeer {
  const adminRules = [...ADMIN_RULES, ...CLUSTER_RULES];
  return aclUserOn(name, nodes, { adminRules });
}

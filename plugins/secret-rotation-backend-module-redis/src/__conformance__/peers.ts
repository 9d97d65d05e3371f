import type { RotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import type { RunningRedis } from '@keyturn/dev-peers';
import { createRedisWorld } from '../__testUtils__/redisWorld';
import { ACL_USER } from '../declarations';

/** What makes the server write down as much as it can. */
export const TALKATIVE = { settings: { loglevel: 'debug' } };

/** An ACL user on servers that keep users alike. */
export function aclUserOn(
  name: string,
  servers: () => readonly RunningRedis[],
): RotatorPeer {
  return {
    name,
    declaration: ACL_USER,
    createWorld: () => createRedisWorld(servers()),
    exemptions: {
      addCredential:
        'a user has one secret: preflight refuses another password, revoke leaves exactly the one that stays',
    },
  };
}

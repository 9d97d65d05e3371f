import type { RotatorPeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import type { RunningRabbitMq } from '@keyturn/dev-peers';
import { createRabbitMqWorld } from '../__testUtils__/rabbitMqWorld';
import { ALTERNATING_USERS } from '../declarations';

/** What makes the server write down as much as it can. */
export const TALKATIVE = { settings: { 'log.console.level': 'debug' } };

/** Alternating users on a RabbitMQ. */
export function alternatingUsersOn(server: () => RunningRabbitMq): RotatorPeer {
  return {
    name: 'RabbitMQ with alternating users',
    declaration: ALTERNATING_USERS,
    createWorld: () => createRabbitMqWorld(server()),
  };
}

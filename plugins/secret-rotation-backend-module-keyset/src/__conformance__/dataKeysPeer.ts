import type {
  RotatorPeer,
  RotatorWorld,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { startBreakingProxy } from '@keyturn/dev-peers';
import { DATA_KEYS } from '../declarations';
import { DataWorld } from '../__testUtils__/DataWorld';
import { NOWHERE, rotatorFor, thirdVersion } from './rotators';

/** Two instances of a service that keep encrypted records, and the hook that encrypts them anew. A stand-in. */
export const dataKeysPeer: RotatorPeer = {
  name: 'data keys, with a service that encrypts with AES-GCM',
  declaration: DATA_KEYS,
  createWorld: () => createWorld('card-numbers'),
  exemptions: {
    foreign: 'a key set does not say whose it is: the options name its account',
    openSession: 'every record stands for itself, so there are no sessions',
    addCredential: 'the service reads with the keys of its set alone',
  },
};

async function createWorld(name: string): Promise<RotatorWorld> {
  const service = await DataWorld.start();
  const reencryption = {
    url: service.url,
    headers: { Authorization: `Bearer ${service.token}` },
  };
  const rotatorWith = (change: Partial<typeof reencryption> = {}) =>
    rotatorFor({
      algorithm: 'A256GCM',
      reencryption: { ...reencryption, ...change },
    });
  const rotator = rotatorWith();
  const load: RotatorWorld['load'] = async value => {
    service.load(0, value);
    service.load(1, value);
  };
  const current = await thirdVersion(rotator);
  await load(current);
  await service.work(1);
  return {
    rotator,
    options: { name },
    current,
    look: async () => service.state,
    accepts: async value => service.accepts(value),
    load,
    withoutServer: async () => rotatorWith({ url: NOWHERE }),
    withoutRights: async () =>
      rotatorWith({ headers: { Authorization: 'Bearer somebody' } }),
    interrupt: async point => {
      const { hostname: host, port, pathname } = new URL(service.url);
      const proxy = await startBreakingProxy(
        { host, port: Number(port) },
        point,
      );
      return {
        rotator: rotatorWith({
          url: `http://${proxy.host}:${proxy.port}${pathname}`,
        }),
        wasReached: proxy.wasReached,
        close: proxy.close,
      };
    },
    named: createWorld,
    serverLog: async () => service.asked.join('\n'),
    close: () => service.stop(),
  };
}

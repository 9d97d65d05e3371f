import { randomBytes } from 'node:crypto';
import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  RotatorPeer,
  RotatorWorld,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { listenSilently, startBreakingProxy } from '@keyturn/dev-peers';
import { startApiProvider } from '@keyturn/dev-peers/api-provider';
import { entryFor, keyValue, rotatorFor } from '../__testUtils__/apiWorld';
import { HTTP_API_KEY } from '../declarations';

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1';

/** The described provider that misbehaves on purpose, on a good day. It is a stand-in of ours. */
export const misbehavingProvider: RotatorPeer = {
  name: 'API keys of the provider that misbehaves, a stand-in',
  declaration: HTTP_API_KEY,
  createWorld: () => createWorld('payments'),
  exemptions: {
    openSession: 'every request carries the key, so there are no sessions',
  },
};

async function createWorld(account: string): Promise<RotatorWorld> {
  const adminToken = randomBytes(24).toString('base64url');
  const provider = await startApiProvider(adminToken);
  const { keys, origin, readerToken, requests } = provider;
  const closing = [provider.stop];
  const entry = { ...entryFor(origin, adminToken), timeout: 'PT2S' };
  const { port } = new URL(origin);
  const first = keys.make(account, 'made by hand');
  return {
    rotator: rotatorFor(entry),
    options: { account },
    current: keyValue(first.id, first.key),
    foreign: SecretValue.of({
      key: { value: keys.make('stranger', 'by hand').key, secret: true },
      keyId: { value: '1', secret: false },
      account: { value: 'stranger', secret: false },
    }),
    look: async () => keys.all.map(({ lastUsedAt, ...kept }) => ({ ...kept })),
    withSilentEndpoint: async () => {
      const silent = await listenSilently();
      closing.push(silent.close);
      const origins = [origin, `http://${silent.host}:${silent.port}`];
      return rotatorFor({ ...entry, test: { ...entry.test, origins } });
    },
    withoutServer: async () => rotatorFor({ ...entry, origin: NOWHERE }),
    withoutRights: async () =>
      rotatorFor({ ...entry, admin: { fields: { token: readerToken } } }),
    interrupt: async point => {
      const target = { host: '127.0.0.1', port: Number(port) };
      const proxy = await startBreakingProxy(target, point);
      const broken = `http://${proxy.host}:${proxy.port}`;
      return {
        rotator: rotatorFor({ ...entry, origin: broken, settle: 'PT0.2S' }),
        wasReached: proxy.wasReached,
        close: proxy.close,
      };
    },
    named: createWorld,
    serverLog: async () => requests.join('\n'),
    countCredentials: async () => keys.valid(account).length,
    addCredential: async use => {
      const made = keys.make(account, 'of somebody else');
      if (use === 'in-use') keys.use(made.key);
      return keyValue(made.id, made.key);
    },
    fill: async () => {
      while (!keys.isFull(account)) keys.make(account, 'of somebody else');
    },
    close: async () => {
      for (const close of closing) await close();
    },
  };
}

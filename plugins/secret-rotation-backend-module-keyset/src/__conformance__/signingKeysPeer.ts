import type {
  RotatorPeer,
  RotatorWorld,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { listenSilently } from '@keyturn/dev-peers';
import { SIGNING_KEYS } from '../declarations';
import { TokenWorld } from '../__testUtils__/TokenWorld';
import { NOWHERE, rotatorFor, thirdVersion } from './rotators';

/** Two instances of an issuer, as real HTTP services that publish what they have loaded. */
export const signingKeysPeer: RotatorPeer = {
  name: 'signing keys, with two instances of an issuer',
  declaration: SIGNING_KEYS,
  createWorld: () => createWorld('login-tokens'),
  exemptions: {
    foreign: 'a key set does not say whose it is: the options name its account',
    openSession: 'every token stands for itself, so there are no sessions',
    withoutRights: 'the published document is public',
    addCredential: 'whoever loads the set publishes the keys in it alone',
  },
};

async function createWorld(name: string): Promise<RotatorWorld> {
  const issuers = await TokenWorld.start();
  const closing = [() => issuers.stop()];
  const entry = {
    algorithm: 'ES256',
    jwks: issuers.jwks,
    longestToken: 'PT1H',
  };
  const rotator = rotatorFor(entry);
  const load: RotatorWorld['load'] = async value => {
    issuers.load(0, value);
    issuers.load(1, value);
  };
  const current = await thirdVersion(rotator);
  await load(current);
  return {
    rotator,
    options: { name },
    current,
    refused: await thirdVersion(rotator),
    // What consumers load is no doing of the rotator. It only reads, or this is not empty.
    look: async () => issuers.asked.filter(line => !line.startsWith('GET ')),
    load,
    withSilentEndpoint: async () => {
      const { host, port, close } = await listenSilently();
      closing.push(close);
      const silent = `http://${host}:${port}/jwks`;
      return rotatorFor({ ...entry, jwks: [...issuers.jwks, silent] });
    },
    withoutServer: async () =>
      rotatorFor({ ...entry, jwks: issuers.jwks.map(() => NOWHERE) }),
    named: createWorld,
    serverLog: async () => issuers.asked.join('\n'),
    close: async () => {
      for (const close of closing) await close();
    },
  };
}

import { ConfigReader } from '@backstage/config';
import {
  storeVersionId,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  SecretStoreWorld,
  StoreRefusal,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  listen,
  startInterceptProxy,
  type CannedAnswer,
} from '@keyturn/dev-peers';
import { createServer } from 'node:http';
import { readVaultSettings } from '../settings';
import { VaultSecretStore } from '../VaultSecretStore';
import { VaultHand, type VaultPlace } from './VaultHand';

/** What a server says instead of an answer. */
const REFUSALS: Record<StoreRefusal, CannedAnswer> = {
  unavailable: refusal(503, 'Vault is sealed'),
  throttled: refusal(429, 'request path is over its rate limit quota'),
  forbidden: refusal(403, '1 error occurred:\n\t* permission denied\n\n'),
};

function refusal(status: number, error: string): CannedAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'retry-after': '2' },
    body: JSON.stringify({ errors: [error] }),
  };
}

/** A running server, as it is used by a store with the rights of `storeToken`. */
export interface VaultServer extends VaultPlace {
  readonly storeToken: string;
  /** The folder of the world's paths. */
  readonly folder: string;
  /** Takes the server itself out of service, where that is ours to do. */
  readonly takeDown?: SecretStoreWorld['takeDown'];
  /** Ends it, if it was started for the world. */
  close(): Promise<void>;
}

/** The store of an app-config entry. */
export function createStore(
  address: string,
  token: string,
  more: object = {},
): VaultSecretStore {
  const config = new ConfigReader({
    kind: 'vault',
    address,
    auth: { token },
    provision: true,
    ...more,
  });
  return new VaultSecretStore(
    readVaultSettings({ name: 'vault-test', config }),
  );
}

/** The store on a server, and the hand of somebody else in it. */
export async function openVaultWorld(
  server: VaultServer,
): Promise<SecretStoreWorld & { close(): Promise<void> }> {
  const { address, storeToken, namespace, mount, staging, folder } = server;
  const silent = await listen(createServer(() => undefined));
  const closed = await listen(createServer());
  await closed.close();
  const hand = new VaultHand(server);
  const storeAt = (at: string) =>
    createStore(at, storeToken, {
      mount,
      staging,
      ...(namespace === undefined ? {} : { namespace }),
    });
  const write = async (
    path: string,
    fields: Readonly<Record<string, unknown>>,
  ) => storeVersionId(String(await hand.write(path, fields)));
  const writeValue = (path: string, value: SecretValue) =>
    write(
      path,
      Object.fromEntries(
        value.fieldNames.map(name => [name, value.reveal(name)]),
      ),
    );

  let places = 0;
  return {
    store: storeAt(address),
    unreachable: storeAt(closed.address),
    silent: storeAt(silent.address),
    largestContent: 500_000,
    place() {
      places += 1;
      return { path: `${folder}/db-login-${places}` };
    },
    seed: writeValue,
    async writeAsForeigner(path, value) {
      await writeValue(path, value);
    },
    async intercept(point, act) {
      const proxy = await startInterceptProxy(address, point, async () => {
        const verdict = await act();
        return verdict === 'go on' || verdict === 'break'
          ? verdict
          : REFUSALS[verdict];
      });
      return { ...proxy, store: storeAt(proxy.address) };
    },
    takeDown: server.takeDown,
    destroyAsForeigner: (path, version) => hand.destroy(path, version),
    prune: path => hand.prune(path),
    removeAsForeigner: path => hand.remove(path),
    removeStagedAsForeigner: place => hand.removeStaged(place),
    seedFields: write,
    async readAsConsumer(path) {
      const fields = await hand.read(path);
      return fields && { fields };
    },
    async readEverything(path) {
      return (await hand.readEverything(path)).map(fields => ({ fields }));
    },
    async close() {
      await silent.close();
      try {
        await hand.removeFolder(folder);
        await hand.removeFolder(`${staging}/${folder}`);
      } finally {
        await server.close();
      }
    },
  };
}

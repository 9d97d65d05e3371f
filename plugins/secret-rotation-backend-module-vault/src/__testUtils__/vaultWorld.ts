import { ConfigReader } from '@backstage/config';
import {
  storeVersionId,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { SecretStoreWorld } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  listen,
  startInterceptProxy,
  startSecretsManager,
  type SecretsManagerForTests,
} from '@keyturn/dev-peers';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVaultSettings } from '../settings';
import { VaultSecretStore } from '../VaultSecretStore';
import { AdminClient } from './adminClient';
import { keyturnPolicies } from './examplePolicies';

/** A peer, and the store on it with no more rights than the documentation grants. */
export interface VaultWorld extends SecretStoreWorld {
  readonly address: string;
  readonly token: string;
  readonly admin: AdminClient;
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
    ...more,
  });
  return new VaultSecretStore(
    readVaultSettings({ name: 'vault-test', config }),
  );
}

/** Starts a peer in a temporary folder. */
export async function createVaultWorld(
  peer: SecretsManagerForTests,
): Promise<VaultWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-vault-'));
  const server = await startSecretsManager({ dataDir, binary: peer.binary });
  const silent = await listen(createServer(() => undefined));
  const closed = await listen(createServer());
  await closed.close();

  const admin = new AdminClient(server);
  const token = await admin.createToken(
    'keyturn',
    keyturnPolicies().join('\n'),
  );
  const write = async (path: string, value: SecretValue) => {
    const fields = value.fieldNames.map(name => [name, value.reveal(name)]);
    const version = await admin.write(path, Object.fromEntries(fields));
    return storeVersionId(String(version));
  };
  let places = 0;
  return {
    address: server.address,
    token,
    admin,
    store: createStore(server.address, token),
    unreachable: createStore(closed.address, token),
    silent: createStore(silent.address, token),
    place() {
      places += 1;
      return { path: `payments/eu/db-login-${places}` };
    },
    seed: write,
    async writeAsForeigner(path, value) {
      await write(path, value);
    },
    async intercept(point, act) {
      const proxy = await startInterceptProxy(server.address, point, act);
      return { ...proxy, store: createStore(proxy.address, token) };
    },
    async close() {
      await silent.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

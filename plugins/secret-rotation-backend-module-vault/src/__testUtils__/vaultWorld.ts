import type { SecretStoreWorld } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  freePort,
  startSecretsManager,
  type SecretsManager,
  type SecretsManagerForTests,
} from '@keyturn/dev-peers';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminClient } from './adminClient';
import { keyturnPolicies } from './examplePolicies';
import { openVaultWorld } from './openVaultWorld';

export { createStore } from './openVaultWorld';

/** A server of its own, and the store on it with no more rights than the documentation grants. */
export interface VaultWorld extends SecretStoreWorld {
  readonly address: string;
  readonly token: string;
  readonly admin: AdminClient;
  close(): Promise<void>;
}

/** Starts a server in a temporary folder. */
export async function createVaultWorld(
  { binary }: SecretsManagerForTests,
  prepare: (
    server: SecretsManager,
  ) => Promise<{ namespace?: string }> = async () => ({}),
): Promise<VaultWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-vault-'));
  const options = { dataDir, binary, port: await freePort() };
  let server = await startSecretsManager(options);
  const { address, token } = server;
  const { namespace } = await prepare(server);
  const admin = new AdminClient({ ...server, namespace });
  const storeToken = await admin.createToken(
    'keyturn',
    keyturnPolicies().join('\n'),
  );
  const world = await openVaultWorld({
    address,
    token,
    storeToken,
    namespace,
    mount: 'secret',
    staging: 'keyturn-staging',
    folder: 'payments/eu',
    async takeDown() {
      const sealed = await server.seal?.();
      if (sealed) {
        return { bringBack: () => sealed.unseal() };
      }
      await server.stop();
      return {
        async bringBack() {
          server = await startSecretsManager(options);
        },
      };
    },
    async close() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  });
  return { ...world, address, token: storeToken, admin };
}

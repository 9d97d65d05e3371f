import { ConfigReader } from '@backstage/config';
import {
  secretsManagersForTests,
  startOpenBao,
  type OpenBao,
  type OpenBaoOptions,
} from '@keyturn/dev-peers';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVaultSettings } from '../settings';
import { VaultSecretStore } from '../VaultSecretStore';
import { AdminClient } from './adminClient';
import { keyturnPolicies } from './examplePolicies';

/** A real OpenBao or Vault that has the policies of the examples under the name `keyturn`. */
export interface OpenBaoWorld {
  readonly server: OpenBao;
  readonly admin: AdminClient;
  /** For files of a test. */
  readonly folder: string;
  readonly binary: string;
  /** A store on it. */
  store(entry: object, now?: () => number): VaultSecretStore;
}

/** Tests that need the real server: what they are about, the stand-in does not have. */
export function describeOnOpenBao(
  name: string,
  tests: (world: () => OpenBaoWorld) => void,
  prepare: (
    folder: string,
  ) => Promise<Partial<OpenBaoOptions>> = async () => ({}),
): void {
  const binary = secretsManagersForTests().find(
    peer => peer.binary !== 'none',
  )?.binary;
  // secretsManagersForTests has named what is missing.
  (binary ? describe : describe.skip)(`${name} (needs a bao binary)`, () => {
    let world: OpenBaoWorld;
    beforeAll(async () => {
      if (binary) world = await createOpenBaoWorld(binary, prepare);
    });
    afterAll(async () => {
      await world.server.stop();
      await rm(world.folder, { recursive: true, force: true });
    });
    tests(() => world);
  });
}

async function createOpenBaoWorld(
  binary: string,
  prepare: (folder: string) => Promise<Partial<OpenBaoOptions>>,
): Promise<OpenBaoWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-openbao-'));
  const server = await startOpenBao({
    binary,
    dataDir: join(folder, 'data'),
    ...(await prepare(folder)),
  });
  const admin = new AdminClient(server);
  await admin.call('PUT', 'sys/policies/acl/keyturn', {
    policy: keyturnPolicies().join('\n'),
  });
  return {
    server,
    admin,
    folder,
    binary,
    store(entry, now) {
      const config = new ConfigReader({
        kind: 'vault',
        address: server.address,
        // Nobody has written a first value at the paths of these tests.
        provision: true,
        ...entry,
      });
      return new VaultSecretStore(
        readVaultSettings({ name: 'vault-prod', config }),
        now,
      );
    },
  };
}

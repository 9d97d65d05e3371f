import type { SecretStorePeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { secretsManagersForTests } from '@keyturn/dev-peers';
import { randomBytes } from 'node:crypto';
import { openVaultWorld } from '../__testUtils__/openVaultWorld';
import { createVaultWorld } from '../__testUtils__/vaultWorld';

/** What KV v2 has no form for. */
export const OF_KV = {
  seedText: 'a version of KV v2 is named fields, never one text',
  seedBytes: 'a version of KV v2 is JSON, never bytes',
};

/** The servers of this machine: our stand-in, and OpenBao or Vault where there is a binary. */
export function localPeers(): SecretStorePeer[] {
  return secretsManagersForTests().map(peer => ({
    name: `VaultSecretStore on ${peer.name}, started here`,
    createWorld: () => createVaultWorld(peer),
    exemptions: OF_KV,
  }));
}

/**
 * The server of `VAULT_ADDR`, used with the rights of `VAULT_TOKEN`, in `VAULT_NAMESPACE` if given, in the KV v2 engine
 * at `KEYTURN_VAULT_MOUNT` (default `secret`); `undefined` without `VAULT_ADDR`.
 */
export function namedPeer(
  env: Readonly<Record<string, string | undefined>>,
): SecretStorePeer | undefined {
  const { VAULT_ADDR, VAULT_TOKEN, VAULT_NAMESPACE, KEYTURN_VAULT_MOUNT } = env;
  if (!VAULT_ADDR) {
    return undefined;
  }
  if (!VAULT_TOKEN) {
    throw new Error('VAULT_ADDR is set, but VAULT_TOKEN is not');
  }
  const unique = `keyturn-conformance-${randomBytes(4).toString('hex')}`;
  return {
    name: `VaultSecretStore on the server of VAULT_ADDR, below ${unique}`,
    exemptions: {
      ...OF_KV,
      takeDown: 'the server is not ours to seal or stop',
    },
    createWorld: () =>
      openVaultWorld({
        address: VAULT_ADDR.replace(/\/$/, ''),
        token: VAULT_TOKEN,
        storeToken: VAULT_TOKEN,
        ...(VAULT_NAMESPACE ? { namespace: VAULT_NAMESPACE } : {}),
        mount: KEYTURN_VAULT_MOUNT ?? 'secret',
        staging: `${unique}-staging`,
        folder: unique,
        close: async () => undefined,
      }),
  };
}

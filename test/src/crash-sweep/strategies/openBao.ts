import { findVaultBinary, startOpenBao } from '@keyturn/dev-peers';
import type { StoreKind } from './contracts';
import { kvView, runningKvStore } from './kvStore';

/** A real OpenBao or Vault, where the machine has its binary. */
export const openBao: StoreKind = {
  name: 'OpenBao KV v2',
  manager: 'KV v2',
  failpoints: 'all',
  missing: () =>
    findVaultBinary()
      ? undefined
      : 'OpenBao or Vault (no bao or vault found; set KEYTURN_VAULT_BINARY)',
  start: async folder => {
    const binary = findVaultBinary();
    if (!binary) throw new Error('There is no bao or vault on this machine');
    return runningKvStore(await startOpenBao({ binary, dataDir: folder }));
  },
  view: kvView,
};

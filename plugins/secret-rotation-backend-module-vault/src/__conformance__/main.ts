import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { findVaultBinary, startOpenBao } from '@keyturn/dev-peers';
import { appRolePeer } from './appRolePeer';
import { localPeers, namedPeer } from './peers';

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  const named = namedPeer(process.env);
  if (named) {
    // The token of somebody's server need not be one that may mount a login method.
    await runConformanceProgram('vault', [named], argv);
    return;
  }
  // The stand-in comes first, a real server after it.
  const stores = localPeers().slice(-1);
  const binary = findVaultBinary();
  if (!binary) {
    process.stderr.write('Missing on this machine: OpenBao or Vault\n');
    await runConformanceProgram('vault', stores, argv);
    return;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-approle-'));
  const server = await startOpenBao({ binary, dataDir });
  try {
    await runConformanceProgram('vault', stores, argv, [
      appRolePeer(() => server),
    ]);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

main().catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  runRotatorConformanceProgram,
  type RotatorPeer,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { findPebble, findVaultBinary, startOpenBao } from '@keyturn/dev-peers';
import { startPebbleWorld } from '../__testUtils__/pebbleWorld';
import { acmePeer } from './acmePeer';
import { fileAuthorityPeer } from './fileAuthorityPeer';
import { vaultPkiPeer } from './vaultPkiPeer';

async function main(): Promise<void> {
  const stops: Array<() => Promise<void>> = [];
  const peers: RotatorPeer[] = [fileAuthorityPeer];
  try {
    const binary = findVaultBinary();
    if (binary) {
      const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-pki-server-'));
      stops.push(() => rm(dataDir, { recursive: true, force: true }));
      const server = await startOpenBao({ binary, dataDir });
      stops.push(server.stop);
      peers.push(vaultPkiPeer(() => server));
    } else {
      process.stderr.write('Missing on this machine: OpenBao or Vault\n');
    }
    const programs = findPebble();
    if (programs) {
      const world = await startPebbleWorld(programs);
      stops.push(world.stop);
      peers.push(acmePeer(() => world));
    } else {
      process.stderr.write('Missing on this machine: Pebble\n');
    }
    await runRotatorConformanceProgram('tls', peers, process.argv.slice(2));
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

main().catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

import type { SecretStorePeer } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  startGcpProcess,
  startGrpcInterceptProxy,
} from '@keyturn/dev-peers/gcp';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GcpPlace } from '../__testUtils__/GcpHand';
import { openGcpWorld } from '../__testUtils__/openGcpWorld';

type Readers = Pick<GcpPlace, 'alias' | 'delayedDestruction'>;

const READERS: Readonly<Record<string, Readers>> = {
  'readers of an alias': { alias: 'current' },
  'readers of latest': {},
  'an alias, and destruction delayed': {
    alias: 'current',
    delayedDestruction: true,
  },
};

const OF_GCP = { prune: 'Secret Manager keeps every version' };

/** The ways in which secrets can be read and kept, each on a stand-in of its own. */
export function localPeers(): SecretStorePeer[] {
  return Object.entries(READERS).map(([what, readers]) => ({
    name: `GcpSecretStore with ${what}, on our gRPC server, started here`,
    createWorld: () => onProcess(readers),
    exemptions: OF_GCP,
  }));
}

/**
 * The server of `SECRET_MANAGER_EMULATOR_HOST` (`host:port`, without TLS and credentials) with the project of
 * `GOOGLE_CLOUD_PROJECT`; none without it.
 */
export function namedPeers(
  env: Readonly<Record<string, string | undefined>>,
): SecretStorePeer[] {
  const { SECRET_MANAGER_EMULATOR_HOST, GOOGLE_CLOUD_PROJECT } = env;
  if (!SECRET_MANAGER_EMULATOR_HOST) {
    return [];
  }
  return Object.entries(READERS).map(([what, readers]) => {
    const prefix = `keyturn-conformance-${randomBytes(4).toString('hex')}`;
    return {
      name: `GcpSecretStore with ${what}, on the server of SECRET_MANAGER_EMULATOR_HOST, as ${prefix}-…`,
      exemptions: { ...OF_GCP, takeDown: 'the server is not ours to stop' },
      async createWorld() {
        // The store takes loopback addresses alone.
        const relay = await startGrpcInterceptProxy(
          SECRET_MANAGER_EMULATOR_HOST,
          { request: Infinity, moment: 'before' },
          async () => 'go on',
        );
        return openGcpWorld({
          ...readers,
          endpoint: relay.endpoint,
          project: GOOGLE_CLOUD_PROJECT ?? 'keyturn-conformance',
          prefix,
          staging: `${prefix}-staging`,
          stop: relay.close,
        });
      },
    };
  });
}

async function onProcess(readers: Readers) {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-gcp-'));
  let server = await startGcpProcess({ dataDir });
  const port = Number(server.endpoint.split(':').at(-1));
  return openGcpWorld({
    ...readers,
    endpoint: server.endpoint,
    project: 'payments-prod',
    prefix: 'payments-db-login',
    staging: 'keyturn-staging',
    async takeDown() {
      await server.stop();
      return {
        async bringBack() {
          server = await startGcpProcess({ dataDir, port });
        },
      };
    },
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  });
}

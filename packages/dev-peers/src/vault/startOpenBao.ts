import { resolve } from 'node:path';
import { z } from 'zod';
import {
  keepDevelopmentKeys,
  readDevelopmentKeys,
  type DevelopmentKeys,
} from './developmentKeys';
import { freePort } from '../processes/freePort';
import { call, kindOf, unseal, untilListening } from './openBaoApi';
import { writeOpenBaoConfig, type ServerCertificate } from './openBaoConfig';
import { runServer, type ServerProcess } from '../processes/serverProcess';
import type { SecretsManager } from './startSecretsManager';

/** How to start OpenBao or Vault. @public */
export interface OpenBaoOptions {
  /** The program `bao` or `vault`. */
  readonly binary: string;
  /** The folder of everything that the server keeps. Made when absent; a restart finds its data again. */
  readonly dataDir: string;
  /** Default: any free port. */
  readonly port?: number;
  /** How long raft waits before it takes a silent node for dead, in multiples of a second. Default: 1. */
  readonly performanceMultiplier?: number;
  /** Has it listen at a second address too, with TLS. */
  readonly tls?: ServerCertificate;
}

/** A real OpenBao or Vault. @public */
export interface OpenBao extends SecretsManager {
  /** Where it listens with TLS, if it was to. */
  readonly tlsAddress?: string;
}

/**
 * Starts a real OpenBao or Vault with durable single-node raft storage on loopback, initialises and unseals it and
 * mounts KV v2 at `secret`. Unseal key and root token lie in `development-keys.json` (0600) of the data folder: for
 * development and tests only.
 * @public
 */
export async function startOpenBao(options: OpenBaoOptions): Promise<OpenBao> {
  const { binary } = options;
  const dataDir = resolve(options.dataDir);
  const port = options.port ?? (await freePort());
  const address = `http://127.0.0.1:${port}`;
  const tls = options.tls && { ...options.tls, port: await freePort() };
  const kind = await kindOf(binary);
  const config = await writeOpenBaoConfig({
    dataDir,
    port,
    nodeId: 'keyturn-development',
    performanceMultiplier: options.performanceMultiplier ?? 1,
    tls,
  });

  const server = await runServer({
    command: binary,
    args: ['server', `-config=${config}`],
    dataDir,
  });
  try {
    const { rootToken, unsealKey } = await open(server, address, dataDir);
    await mountKv(server, address, rootToken);
    return {
      kind,
      address,
      tlsAddress: tls && `https://127.0.0.1:${tls.port}`,
      token: rootToken,
      pid: server.pid,
      seal: async () => {
        await call(address, 'PUT', 'sys/seal', { token: rootToken });
        return { unseal: () => unseal(server, address, unsealKey) };
      },
      stop: server.stop,
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function open(
  server: ServerProcess,
  address: string,
  dataDir: string,
): Promise<DevelopmentKeys> {
  await untilListening(server, address);
  const { initialized } = z
    .object({ initialized: z.boolean() })
    .parse((await call(address, 'GET', 'sys/init')).body);
  if (!initialized) {
    await keepDevelopmentKeys(dataDir, await initialise(address));
  }
  const keys = await readDevelopmentKeys(dataDir);
  await unseal(server, address, keys.unsealKey);
  return keys;
}

async function initialise(address: string): Promise<DevelopmentKeys> {
  const { body } = await call(address, 'PUT', 'sys/init', {
    body: { secret_shares: 1, secret_threshold: 1 },
  });
  const answer = z
    .object({ keys_base64: z.tuple([z.string()]), root_token: z.string() })
    .parse(body);
  return { unsealKey: answer.keys_base64[0], rootToken: answer.root_token };
}

async function mountKv(
  server: ServerProcess,
  address: string,
  token: string,
): Promise<void> {
  const mounts = await call(address, 'GET', 'sys/mounts', { token });
  if (
    !z.object({ 'secret/': z.unknown() }).safeParse(mounts.body).data?.[
      'secret/'
    ]
  ) {
    await call(address, 'POST', 'sys/mounts/secret', {
      token,
      body: { type: 'kv', options: { version: '2' } },
    });
  }
  // A new engine refuses for a moment, while it prepares its versions.
  await server.untilReady(
    async () =>
      (await call(address, 'GET', 'secret/config', { token })).status === 200,
  );
}

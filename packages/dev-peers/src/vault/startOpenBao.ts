import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { freePort } from '../processes/freePort';
import { keep, readKept } from '../processes/keptFile';
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
}

/** Lies beside the data that it opens: for development and tests, never for real secrets. */
interface DevelopmentKeys {
  readonly unsealKey: string;
  readonly rootToken: string;
}

const HOST = '127.0.0.1';

/**
 * Starts a real OpenBao or Vault with durable single-node raft storage on loopback, without TLS, initialises and
 * unseals it and mounts KV v2 at `secret`. Unseal key and root token lie in `development-keys.json` (0600) of the
 * data folder: for development and tests only.
 * @public
 */
export async function startOpenBao(
  options: OpenBaoOptions,
): Promise<SecretsManager> {
  const { binary } = options;
  const dataDir = resolve(options.dataDir);
  const port = options.port ?? (await freePort());
  const address = `http://${HOST}:${port}`;
  const kind = await kindOf(binary);
  const config = await writeServerConfig(dataDir, port);

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

async function kindOf(binary: string): Promise<'openbao' | 'vault'> {
  const { stdout } = await promisify(execFile)(binary, ['version']);
  return stdout.startsWith('Vault') ? 'vault' : 'openbao';
}

async function writeServerConfig(
  dataDir: string,
  port: number,
): Promise<string> {
  const raft = join(dataDir, 'raft');
  await mkdir(raft, { recursive: true, mode: 0o700 });
  const clusterAddress = `${HOST}:${await freePort()}`;
  const file = join(dataDir, 'server.json');
  const config = {
    storage: {
      raft: {
        path: raft,
        node_id: 'keyturn-development',
        performance_multiplier: '1',
      },
    },
    listener: {
      tcp: {
        address: `${HOST}:${port}`,
        cluster_address: clusterAddress,
        tls_disable: true,
      },
    },
    api_addr: `http://${HOST}:${port}`,
    cluster_addr: `https://${clusterAddress}`,
    disable_mlock: true,
    ui: false,
  };
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

async function open(
  server: ServerProcess,
  address: string,
  dataDir: string,
): Promise<DevelopmentKeys> {
  const keyFile = join(dataDir, 'development-keys.json');
  await server.untilReady(
    async () => (await call(address, 'GET', 'sys/init')).status === 200,
  );
  const { initialized } = z
    .object({ initialized: z.boolean() })
    .parse((await call(address, 'GET', 'sys/init')).body);
  if (!initialized) {
    await keep(keyFile, await initialise(address));
  }
  const keys = await readKept<DevelopmentKeys>(keyFile);
  if (!keys) {
    throw new Error(
      `The secrets manager's data cannot be opened without ${keyFile}; empty its folder`,
    );
  }
  await unseal(server, address, keys.unsealKey);
  return keys;
}

async function unseal(
  server: ServerProcess,
  address: string,
  key: string,
): Promise<void> {
  await call(address, 'PUT', 'sys/unseal', { body: { key } });
  await server.untilReady(
    async () => (await call(address, 'GET', 'sys/health')).status === 200,
  );
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

async function call(
  address: string,
  method: string,
  path: string,
  request: { token?: string; body?: object } = {},
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${address}/v1/${path}`, {
    method,
    headers: request.token ? { 'X-Vault-Token': request.token } : {},
    body: request.body && JSON.stringify(request.body),
  }).catch(() => undefined); // it does not listen yet
  const text = await response?.text();
  return {
    status: response?.status ?? 0,
    body: text ? JSON.parse(text) : undefined,
  };
}

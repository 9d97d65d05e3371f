import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { freePort } from '../processes/freePort';
import { keep, readKept } from '../processes/keptFile';
import { runServer } from '../processes/serverProcess';
import type { SecretsManager } from './startSecretsManager';

/** How to start the stand-in. @public */
export interface KvStandInOptions {
  /** The folder of everything that it keeps. Made when absent; a restart finds its data again. */
  readonly dataDir: string;
  /** Default: any free port. */
  readonly port?: number;
}

/**
 * Starts our durable stand-in for a KV v2 engine as its own process, for machines that have neither OpenBao nor
 * Vault. Its root token and its data lie unencrypted (0600) in the data folder: for development and tests only.
 * @public
 */
export async function startKvStandIn(
  options: KvStandInOptions,
): Promise<SecretsManager> {
  const dataDir = resolve(options.dataDir);
  const port = options.port ?? (await freePort());
  const address = `http://127.0.0.1:${port}`;
  const token = await rootToken(dataDir);
  const server = await runServer({
    command: process.execPath,
    args: [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      programFile(),
      join(dataDir, 'kv.json'),
    ],
    env: {
      KEYTURN_STAND_IN_PORT: String(port),
      KEYTURN_STAND_IN_TOKEN: token,
    },
    dataDir,
  });
  await server.untilReady(() =>
    fetch(`${address}/v1/sys/health`).then(
      ({ status }) => status === 200,
      () => false, // it does not listen yet
    ),
  );
  return {
    kind: 'stand-in',
    address,
    token,
    pid: server.pid,
    stop: server.stop,
  };
}

async function rootToken(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'development-keys.json');
  const kept = await readKept<{ rootToken: string }>(file);
  const token =
    kept?.rootToken ?? `stand-in.${randomBytes(18).toString('base64url')}`;
  if (!kept) {
    await keep(file, { rootToken: token });
  }
  return token;
}

function programFile(): string {
  return join(
    dirname(require.resolve('@keyturn/dev-peers/package.json')),
    'src/vault/kvStandIn/main.ts',
  );
}

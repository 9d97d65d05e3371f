import { dirname, join, resolve } from 'node:path';
import { freePort } from '../processes/freePort';
import { runServer } from '../processes/serverProcess';

/** The provider as a process of its own. @public */
export interface ApiProviderProcess {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly pid: number;
  /** Ends the process. A repeat is harmless. */
  stop(): Promise<void>;
}

/** Starts a provider of API keys that no vendor has as its own process. Its keys end with it. @public */
export async function startApiProviderProcess(options: {
  /** The folder of its log. */
  readonly dataDir: string;
  readonly adminToken: string;
}): Promise<ApiProviderProcess> {
  const dataDir = resolve(options.dataDir);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = await runServer({
    command: process.execPath,
    args: [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(
        dirname(require.resolve('@keyturn/dev-peers/package.json')),
        'src/apiProvider/main.ts',
      ),
      dataDir,
    ],
    env: {
      KEYTURN_PROVIDER_TOKEN: options.adminToken,
      KEYTURN_PROVIDER_PORT: String(port),
    },
    dataDir,
  });
  await server.untilReady(() => answers(origin));
  return { origin, pid: server.pid, stop: server.stop };
}

async function answers(origin: string): Promise<boolean> {
  const answer = await fetch(`${origin}/me`, {
    signal: AbortSignal.timeout(2_000),
  }).catch(() => undefined); // it does not listen yet
  await answer?.body?.cancel();
  return answer !== undefined;
}

import { dirname, join, resolve } from 'node:path';
import { freePort } from '../processes/freePort';
import { runServer } from '../processes/serverProcess';

/** A service that keeps encrypted records, as a process of its own. @public */
export interface RecordService {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly pid: number;
  /** Ends the process. A repeat is harmless. */
  stop(): Promise<void>;
}

/** Starts a service that keeps encrypted records, and its re-encryption hook. Its records end with it. @public */
export async function startRecordService(options: {
  /** The folder of its log. */
  readonly dataDir: string;
  /** Opens the hook. */
  readonly token: string;
}): Promise<RecordService> {
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
        'src/dataKeys/main.ts',
      ),
      dataDir,
    ],
    env: {
      KEYTURN_RECORDS_TOKEN: options.token,
      KEYTURN_RECORDS_PORT: String(port),
    },
    dataDir,
  });
  await server.untilReady(() => answers(origin));
  return { origin, pid: server.pid, stop: server.stop };
}

async function answers(origin: string): Promise<boolean> {
  const answer = await fetch(`${origin}/records`, {
    signal: AbortSignal.timeout(2_000),
  }).catch(() => undefined); // it does not listen yet
  await answer?.body?.cancel();
  return answer !== undefined;
}

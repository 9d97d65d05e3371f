import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { freePort } from '../processes/freePort';
import { runServer } from '../processes/serverProcess';

/** How to start the stand-in as a process. @public */
export interface GcpProcessOptions {
  /** The folder of everything that it keeps. Made when absent; a restart finds its data again. */
  readonly dataDir: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Makes it a regional endpoint. */
  readonly location?: string;
}

/** The stand-in as a process of its own. @public */
export interface GcpProcess {
  /** `127.0.0.1:<port>`, without TLS and credentials. */
  readonly endpoint: string;
  readonly pid: number;
  /** Ends the process. May be repeated. */
  stop(): Promise<void>;
}

/**
 * Starts our durable stand-in for GCP Secret Manager as its own process. Its data lie unencrypted (0600) in the data
 * folder: for development and tests only.
 * @public
 */
export async function startGcpProcess(
  options: GcpProcessOptions,
): Promise<GcpProcess> {
  const dataDir = resolve(options.dataDir);
  const port = options.port ?? (await freePort());
  const server = await runServer({
    command: process.execPath,
    args: [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(
        dirname(require.resolve('@keyturn/dev-peers/package.json')),
        'src/gcp/standIn/main.ts',
      ),
      join(dataDir, 'secrets.json'),
    ],
    env: {
      KEYTURN_STAND_IN_PORT: String(port),
      KEYTURN_STAND_IN_LOCATION: options.location ?? '',
    },
    dataDir,
  });
  await server.untilReady(() => listens(port));
  return {
    endpoint: `127.0.0.1:${port}`,
    pid: server.pid,
    stop: server.stop,
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answer = await new Promise<boolean>(done => {
    socket.once('connect', () => done(true)).once('error', () => done(false));
  });
  socket.destroy();
  return answer;
}

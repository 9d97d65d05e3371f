import { spawn, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { findBinaries } from './binaries';
import { prepareCluster, type Cluster } from './cluster';
import { endLeftover, endServer } from './leftover';
import { chooseServerUser, launchAs } from './serverUser';

/** How to start an embedded PostgreSQL. @public */
export interface PostgresOptions {
  /** The folder of everything that the server keeps. Made when absent; a restart finds its data again. */
  readonly dataDir: string;
  /** The file that receives the server's log, appended. */
  readonly logFile: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Server settings, for example `{ log_statement: 'all' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** An embedded PostgreSQL that accepts connections on loopback. @public */
export interface RunningPostgres {
  readonly host: string;
  readonly port: number;
  readonly superuser: { readonly user: string; readonly password: string };
  readonly pid: number;
  /** The superuser's connection string to a database. It holds the password: never print it. */
  connectionString(database: string): string;
  /** Ends all sessions and the server. A repeat is harmless. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const START_MS = 30_000;
const POLL_MS = 25;

/**
 * Starts a real PostgreSQL on loopback, as its own process group: it outlives a killed starter, and the next start on
 * the same folder ends it first. Runs as any user, root included, on Linux and macOS.
 * @throws Error naming the log file when the server does not come up
 * @public
 */
export async function startPostgres(
  options: PostgresOptions,
): Promise<RunningPostgres> {
  const binaries = await findBinaries();
  const user = await chooseServerUser();
  const dataDir = resolve(options.dataDir);
  const cluster = await prepareCluster(binaries, user, dataDir);
  await endLeftover(cluster.directory);
  const port = options.port ?? (await freePort());

  const launch = await launchAs(
    user,
    binaries.postgres,
    ['-D', cluster.directory, ...settingArguments(port, options.settings)],
    [cluster.directory],
  );
  const log = await open(resolve(options.logFile), 'a', 0o600);
  const deadline = Date.now() + START_MS;
  try {
    for (;;) {
      const child = spawn(launch.command, [...launch.args], {
        ...launch.options,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      });
      if (await accepts(child, cluster, port, deadline)) {
        return running(child, cluster, port);
      }
      // The children of a killed server hold its shared memory for a moment longer.
      if (Date.now() > deadline) {
        throw new Error(
          `PostgreSQL did not start; its log is ${options.logFile}`,
        );
      }
      await delay(POLL_MS * 10);
    }
  } finally {
    await log.close();
  }
}

function settingArguments(
  port: number,
  settings: Readonly<Record<string, string>> = {},
): string[] {
  return Object.entries({
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Whether the server came up; false when its process ended. */
async function accepts(
  child: ChildProcess,
  cluster: Cluster,
  port: number,
  deadline: number,
): Promise<boolean> {
  let failure: Error | undefined;
  child.once('error', error => {
    failure = error;
  });
  while (child.exitCode === null && child.signalCode === null) {
    if (failure) {
      throw failure;
    }
    if (await canLogIn(cluster, port)) {
      return true;
    }
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
    }
    await delay(POLL_MS);
  }
  return false;
}

async function canLogIn(cluster: Cluster, port: number): Promise<boolean> {
  const client = new Client({
    host: HOST,
    port,
    ...cluster.superuser,
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 2000,
  });
  // Before the server listens, each try ends in an error; the process's end is what counts as failure.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function running(
  child: ChildProcess,
  cluster: Cluster,
  port: number,
): RunningPostgres {
  const { pid } = child;
  if (pid === undefined) {
    throw new Error('PostgreSQL has no process');
  }
  child.unref();
  const { user, password } = cluster.superuser;
  return {
    host: HOST,
    port,
    superuser: cluster.superuser,
    pid,
    connectionString: database =>
      `postgresql://${user}:${password}@${HOST}:${port}/${encodeURIComponent(
        database,
      )}`,
    stop: () =>
      endServer(pid, () => child.exitCode === null && !child.signalCode),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, HOST, done);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise<void>(done => server.close(() => done()));
  return port;
}

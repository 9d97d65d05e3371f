import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasPeer } from '../processes';
import { mariadb, mysql, type SqlServer } from './servers';
import {
  startSqlServer,
  type RunningSqlServer,
  type SqlServerOptions,
} from './startSqlServer';

type Settings = SqlServerOptions['settings'];

const START_MS = 180_000;

/** Starts a MariaDB in a new temporary folder; `stop` removes the folder. @public */
export function startTemporaryMariadb(
  settings?: Settings,
): Promise<RunningSqlServer> {
  return startTemporary(mariadb(), settings);
}

/** Starts a MySQL in a new temporary folder; `stop` removes the folder. @public */
export function startTemporaryMysql(
  settings?: Settings,
): Promise<RunningSqlServer> {
  return startTemporary(mysql(), settings);
}

async function startTemporary(
  server: SqlServer,
  settings: Settings,
): Promise<RunningSqlServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-mysql-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const running = await startSqlServer(server, { dataDir, settings });
    return {
      ...running,
      stop: async () => {
        await running.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A server that tests run against. @public */
export interface SqlServerForTests {
  /** For the tests' titles. */
  readonly name: string;
  /** Whether this machine has it. A missing one is named in the output. */
  readonly isHere: boolean;
  /** Starts one. */
  start(settings?: Settings): Promise<RunningSqlServer>;
}

/** MariaDB and MySQL, as far as this machine has them. @public */
export function sqlServersForTests(): SqlServerForTests[] {
  return [
    {
      name: 'MariaDB',
      isHere: hasPeer(mariadb()),
      start: startTemporaryMariadb,
    },
    {
      name: 'MySQL',
      // Debian's stable release has none, so that it may be missing where all others are required.
      isHere: hasPeer(mysql(), { ...process.env, KEYTURN_REQUIRE_PEERS: '' }),
      start: startTemporaryMysql,
    },
  ];
}

/**
 * Declares tests once for each server that this machine has: one server, started before them and ended after them.
 * @public
 */
export function withSqlServers(
  settings: Settings,
  declare: (server: () => RunningSqlServer, name: string) => void,
): void {
  for (const peer of sqlServersForTests().filter(({ isHere }) => isHere)) {
    describe(`on ${peer.name}`, () => {
      let running: RunningSqlServer | undefined;
      beforeAll(async () => {
        running = await peer.start(settings);
      }, START_MS);
      afterAll(() => running?.stop(), START_MS);
      declare(() => {
        if (!running) throw new Error('The server exists inside of tests only');
        return running;
      }, peer.name);
    });
  }
}

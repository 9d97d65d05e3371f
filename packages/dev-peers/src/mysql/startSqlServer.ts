import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { freePort } from '../processes';
import { runServer } from '../processes/serverProcess';
import { asCaller, type SqlServer } from './servers';

/** How to start one. @public */
export interface SqlServerOptions {
  /** The folder of everything that the server keeps. A restart finds its data again. */
  readonly dataDir: string;
  /** Settings, for example `{ 'general-log': '1' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A MariaDB or MySQL that accepts connections on loopback. @public */
export interface RunningSqlServer {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /** Who may do everything. */
  readonly superuser: { readonly user: string; readonly password: string };
  /** The server's own log of errors. */
  readonly logFile: string;
  /** Every statement that it was sent, where `general-log` is on. */
  readonly statementLog: string;
  /** Ends all sessions and the server. A repeat is harmless. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const SUPERUSER = 'keyturn_superuser';

/**
 * Starts a real server on loopback as a process of its own. Its superuser gets a new random password at every start, by
 * a file of statements that only its own user can read.
 */
export async function startSqlServer(
  server: SqlServer,
  options: SqlServerOptions,
): Promise<RunningSqlServer> {
  const { program } = server;
  if (!program) throw new Error(`There is no ${server.name} on this machine`);
  const dataDir = resolve(options.dataDir);
  const files = join(dataDir, 'data');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(files)) {
    // Beside and renamed: a killed start leaves no half-made files behind.
    const unfinished = `${files}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await server.initialise(program, unfinished);
    await rename(unfinished, files);
  }
  const superuser = {
    user: SUPERUSER,
    password: randomBytes(24).toString('base64url'),
  };
  const port = await freePort();
  const statements = join(dataDir, 'superuser.sql');
  await writeFile(statements, superuserStatements(superuser), { mode: 0o600 });
  const statementLog = join(dataDir, 'statements.log');
  const running = await runServer({
    command: program,
    args: [
      '--no-defaults',
      ...asCaller(),
      ...settingArguments({
        datadir: files,
        'bind-address': HOST,
        port: String(port),
        socket: join(dataDir, 'socket'),
        'pid-file': join(dataDir, 'mysqld.pid'),
        'init-file': statements,
        'general-log-file': statementLog,
        'skip-name-resolve': 'ON',
        ...server.settings,
        ...options.settings,
      }),
    ],
    dataDir,
  });
  await running.untilReady(() => canLogIn(port, superuser));
  return {
    host: HOST,
    port,
    pid: running.pid,
    superuser,
    logFile: join(dataDir, 'server.log'),
    statementLog,
    stop: running.stop,
  };
}

/** One statement a line, as a file of statements must have it. */
function superuserStatements({
  user,
  password,
}: RunningSqlServer['superuser']): string {
  const account = `'${user}'@'${HOST}'`;
  return [
    `CREATE USER IF NOT EXISTS ${account};`,
    `ALTER USER ${account} IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;`,
    '',
  ].join('\n');
}

function settingArguments(
  settings: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
}

async function canLogIn(
  port: number,
  { user, password }: RunningSqlServer['superuser'],
): Promise<boolean> {
  try {
    const connection = await createConnection({
      ...{ host: HOST, port, user, password, connectTimeout: 2_000 },
    });
    await connection.end();
    return true;
  } catch {
    return false; // it does not listen yet, or its superuser does not exist yet
  }
}

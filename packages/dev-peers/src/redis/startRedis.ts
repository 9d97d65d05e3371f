import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { findProgram } from '../processes/findProgram';
import { freePort } from '../processes/freePort';
import { keep, readKept } from '../processes/keptFile';
import { runServer } from '../processes/serverProcess';

/** How to start one Redis or Valkey. @public */
export interface RedisOptions {
  /** The folder of everything that the server keeps. A restart finds its users again. */
  readonly dataDir: string;
  /** Default: Redis, or a Valkey where there is no Redis. */
  readonly product?: 'redis' | 'valkey';
  /** Default: any free port. */
  readonly port?: number;
  /** Where users are kept: in a file of their own (the default), in the configuration, or nowhere. */
  readonly users?: 'aclfile' | 'config' | 'memory';
  /** Its primary, if it is a replica. */
  readonly replicaOf?: RunningRedis;
  /** Further lines of its configuration, for example `{ 'cluster-enabled': 'yes' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A Redis or Valkey on loopback. @public */
export interface RunningRedis {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /** The password of its user `default`, which may do everything. */
  readonly password: string;
  readonly logFile: string;
  /** Where users are kept, if in a file of their own. */
  readonly aclFile: string;
  /** Ends the process. A repeat is harmless. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Looks for a Redis or a Valkey: `KEYTURN_REDIS_SERVER`, then the PATH. @public */
export function findRedisServer(
  env?: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return findProgram(
    {
      names: ['redis-server', 'valkey-server'],
      variable: 'KEYTURN_REDIS_SERVER',
    },
    env,
  );
}

/** Looks for a Valkey: `KEYTURN_VALKEY_SERVER`, then the PATH. @public */
export function findValkeyServer(
  env?: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return findProgram(
    { names: ['valkey-server'], variable: 'KEYTURN_VALKEY_SERVER' },
    env,
  );
}

/** Starts a real server as a process of its own. @public */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const { product = 'redis' } = options;
  const binary = product === 'valkey' ? findValkeyServer() : findRedisServer();
  if (!binary) throw new Error(`There is no ${product}-server on this machine`);
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const port = options.port ?? (await freePort());
  const passwordFile = join(dataDir, 'password.json');
  const password =
    options.replicaOf?.password ??
    (await readKept<string>(passwordFile)) ??
    randomBytes(24).toString('base64url');
  await keep(passwordFile, password);

  const aclFile = join(dataDir, 'users.acl');
  const logFile = join(dataDir, 'server.log');
  const configFile = join(dataDir, 'redis.conf');
  const users = options.users ?? 'aclfile';
  if (!existsSync(configFile)) {
    const hash = createHash('sha256').update(password).digest('hex');
    const everything = `user default on #${hash} ~* &* +@all`;
    if (users === 'aclfile') await writeFile(aclFile, `${everything}\n`);
    await writeFile(
      configFile,
      [
        ...(users === 'aclfile' ? [`aclfile "${aclFile}"`] : [everything]),
        `bind ${HOST}`,
        `dir "${dataDir}"`,
        'save ""',
        ...(options.replicaOf
          ? [
              `replicaof ${HOST} ${options.replicaOf.port}`,
              'masteruser default',
              `masterauth ${password}`,
            ]
          : []),
        ...Object.entries(options.settings ?? {}).map(
          ([name, value]) => `${name} ${value}`,
        ),
        '',
      ].join('\n'),
      { mode: 0o600 },
    );
  }
  const server = await runServer({
    command: binary,
    // Without a file there is nowhere to rewrite a configuration to.
    args:
      users === 'memory'
        ? [...withoutFile(dataDir, password), '--port', String(port)]
        : [configFile, '--port', String(port)],
    dataDir,
  });
  await server.untilReady(() => answers(port));
  return {
    host: HOST,
    port,
    pid: server.pid,
    password,
    logFile,
    aclFile,
    stop: server.stop,
  };
}

function withoutFile(dataDir: string, password: string): string[] {
  return [
    ...['--bind', HOST, '--dir', dataDir, '--save', ''],
    ...['--requirepass', password],
  ];
}

/** Whether it speaks: it asks for a password then. */
async function answers(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect(port, HOST, () => socket.write('PING\r\n'));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('data', data => {
      done(/^(\+PONG|-NOAUTH)/.test(data.toString()));
      socket.destroy();
    });
    socket.once('error', () => done(false)); // it does not listen yet
    socket.once('close', () => done(false));
  });
}

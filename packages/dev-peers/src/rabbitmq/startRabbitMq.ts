import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../processes/findProgram';
import { freePort } from '../processes/freePort';
import { keep, readKept } from '../processes/keptFile';
import { runServer } from '../processes/serverProcess';

/** How to start one RabbitMQ. @public */
export interface RabbitMqOptions {
  /** The folder of everything that the server keeps. A restart finds its users again. */
  readonly dataDir: string;
  /** Further lines of its configuration, for example `{ 'log.console.level': 'debug' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A RabbitMQ on loopback, with its management plugin. @public */
export interface RunningRabbitMq {
  readonly host: string;
  /** Of AMQP 0-9-1. */
  readonly port: number;
  /** Of the management plugin's HTTP API. */
  readonly managementUrl: string;
  readonly pid: number;
  /** May do everything. */
  readonly administrator: { readonly user: string; readonly password: string };
  readonly logFile: string;
  /** By which `rabbitmqctl` finds the server. */
  readonly controlEnvironment: Readonly<Record<string, string>>;
  /** Ends the process. A repeat is harmless. */
  stop(): Promise<void>;
}

interface Ports {
  readonly amqp: number;
  readonly management: number;
  readonly distribution: number;
  readonly names: number;
}

const HOST = '127.0.0.1';
const USER = 'administrator';
/** Erlang takes its time, on a busy machine above all. */
const START_MS = 240_000;

const run = promisify(execFile);

/**
 * Looks for RabbitMQ: `KEYTURN_RABBITMQ_SERVER`, then Debian's own script, then the PATH. The one that Debian puts on the
 * PATH changes the user and the folders.
 * @public
 */
export function findRabbitMqServer(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  return (
    findProgram(
      {
        names: [],
        variable: 'KEYTURN_RABBITMQ_SERVER',
        elsewhere: ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
      },
      env,
    ) ?? findProgram({ names: ['rabbitmq-server'] }, env)
  );
}

/** Starts a real server as a process of its own: own node name, own ports, own folders, own home. @public */
export async function startRabbitMq(
  options: RabbitMqOptions,
): Promise<RunningRabbitMq> {
  const binary = findRabbitMqServer();
  if (!binary) throw new Error('There is no rabbitmq-server on this machine');
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const stateFile = join(dataDir, 'world.json');
  const state = (await readKept<{ password: string; ports: Ports }>(
    stateFile,
  )) ?? {
    password: randomBytes(24).toString('base64url'),
    ports: {
      amqp: await freePort(),
      management: await freePort(),
      distribution: await freePort(),
      names: await freePort(),
    },
  };
  await keep(stateFile, state);
  const { password, ports } = state;
  await writeConfiguration(dataDir, password, ports, options.settings ?? {});

  const server = await runServer({
    command: binary,
    args: [],
    env: {
      ...controlEnvironmentOf(dataDir, ports),
      ...serverEnvironmentOf(dataDir, ports),
    },
    dataDir,
    startMs: START_MS,
  });
  const managementUrl = `http://${HOST}:${ports.management}`;
  try {
    await server.untilReady(() => answers(managementUrl, password));
  } catch (error) {
    await endNameServer(ports.names);
    throw error;
  }
  return {
    host: HOST,
    port: ports.amqp,
    managementUrl,
    pid: server.pid,
    administrator: { user: USER, password },
    logFile: join(dataDir, 'server.log'),
    controlEnvironment: controlEnvironmentOf(dataDir, ports),
    stop: async () => {
      await server.stop();
      await endNameServer(ports.names);
    },
  };
}

async function writeConfiguration(
  dataDir: string,
  password: string,
  ports: Ports,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const lines = Object.entries({
    'listeners.tcp.local': `${HOST}:${ports.amqp}`,
    'management.tcp.ip': HOST,
    'management.tcp.port': String(ports.management),
    default_user: USER,
    default_pass: password,
    'log.console': 'true',
    // Tests ask for the connections of a user right after they were opened.
    collect_statistics_interval: '1000',
    ...settings,
  }).map(([name, value]) => `${name} = ${value}`);
  const write = (name: string, text: string) =>
    writeFile(join(dataDir, name), text, { mode: 0o600 });
  await write('rabbitmq.conf', `${lines.join('\n')}\n`);
  await write('enabled_plugins', '[rabbitmq_management].\n');
  // Erlang makes its cookie in two steps. On a busy machine a second process of it reads between them, and gives up.
  const cookie = join(dataDir, '.erlang.cookie');
  if (!existsSync(cookie)) {
    await write('.erlang.cookie', randomBytes(20).toString('hex'));
  }
}

/** What the server and the programs that speak to it must agree about. */
function controlEnvironmentOf(
  dataDir: string,
  ports: Ports,
): Record<string, string> {
  return {
    // The cookie of Erlang lies there.
    HOME: dataDir,
    RABBITMQ_NODENAME: `keyturn-${ports.amqp}@localhost`,
    RABBITMQ_CONF_ENV_FILE: join(dataDir, 'none'),
    ERL_EPMD_PORT: String(ports.names),
    ERL_EPMD_ADDRESS: HOST,
  };
}

function serverEnvironmentOf(
  dataDir: string,
  ports: Ports,
): Record<string, string> {
  return {
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_CONFIG_FILE: join(dataDir, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dataDir, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(dataDir, 'data'),
    RABBITMQ_LOG_BASE: join(dataDir, 'log'),
    RABBITMQ_LOGS: '-',
    // Erlang replaces the script's process, so that it is the one which is ended; the flag names the folder.
    RABBITMQ_ALLOW_INPUT: 'true',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-noinput -keyturn_data ${dataDir} -kernel inet_dist_use_interface {127,0,0,1}`,
  };
}

async function answers(address: string, password: string): Promise<boolean> {
  const credentials = Buffer.from(`${USER}:${password}`).toString('base64');
  const answer = await fetch(`${address}/api/overview`, {
    headers: { authorization: `Basic ${credentials}` },
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined); // it does not listen yet
  return answer?.ok ?? false;
}

/** Erlang starts a server of names beside it, which outlives it. */
async function endNameServer(port: number): Promise<void> {
  const epmd = findProgram({ names: ['epmd'] });
  if (!epmd) return;
  await run(epmd, ['-port', String(port), '-kill'], {
    env: { ...process.env, ERL_EPMD_ADDRESS: HOST },
  }).catch(() => undefined); // it has ended by itself
}

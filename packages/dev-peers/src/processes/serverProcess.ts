import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const POLL_MS = 25;
const START_MS = 90_000;
const GRACE_MS = 5_000;

/** A program to run as a server. */
export interface ServerCommand {
  readonly command: string;
  /** They name `dataDir`: that is how a leftover process is recognised. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly dataDir: string;
  /** How long it may take until it is ready, in milliseconds. Default: 30 seconds. */
  readonly startMs?: number;
}

/** A server that runs. */
export interface ServerProcess {
  readonly pid: number;
  /** Polls until `isReady` says so. Throws, naming the log, when the process ends or it takes too long. */
  untilReady(isReady: () => Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs a server as its own process group, its output in `server.log` of its data folder, after it ended the one that
 * a killed starter left there.
 */
export async function runServer(server: ServerCommand): Promise<ServerProcess> {
  const { dataDir } = server;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const pidFile = join(dataDir, 'server.pid');
  await endLeftover(pidFile, dataDir);

  const logFile = join(dataDir, 'server.log');
  const log = await open(logFile, 'a', 0o600);
  const child = spawn(server.command, [...server.args], {
    env: { ...process.env, ...server.env },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve).once('error', reject);
  }).finally(() => log.close());
  const { pid } = child;
  if (pid === undefined) {
    throw new Error(`${server.command} has no process`);
  }
  child.unref();
  await writeFile(pidFile, String(pid), { mode: 0o600 });

  const runs = () => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    stop: () => endProcess(pid, runs),
    async untilReady(isReady) {
      const deadline = Date.now() + (server.startMs ?? START_MS);
      while (!(await isReady())) {
        if (!runs() || Date.now() > deadline) {
          await endProcess(pid, runs);
          throw new Error(`The server did not start; its log is ${logFile}`);
        }
        await delay(POLL_MS);
      }
    },
  };
}

async function endLeftover(pidFile: string, dataDir: string): Promise<void> {
  if (!existsSync(pidFile)) {
    return;
  }
  const pid = Number.parseInt(await readFile(pidFile, 'utf8'), 10);
  // The number may belong to a stranger by now, which is never signalled.
  const isOurs = async () => (await commandLine(pid)).includes(dataDir);
  if (pid > 1 && (await isOurs())) {
    await endProcess(pid, isOurs);
  }
}

async function commandLine(pid: number): Promise<string> {
  const text = existsSync('/proc/self/cmdline')
    ? readFile(`/proc/${pid}/cmdline`, 'utf8')
    : run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
        ({ stdout }) => stdout,
      );
  // No such process.
  return text.catch(() => '');
}

async function endProcess(
  pid: number,
  runs: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + GRACE_MS;
  let signal: NodeJS.Signals | undefined = 'SIGTERM';
  while (await runs()) {
    if (signal) {
      send(pid, signal);
      signal = undefined;
    } else if (Date.now() > deadline) {
      signal = 'SIGKILL';
    }
    await delay(POLL_MS);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

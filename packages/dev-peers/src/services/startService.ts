import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServiceTarget } from './clients';
import { isServiceMessage } from './lifeline';
import {
  LOADING_STYLES,
  type ServiceFault,
  type ServiceName,
} from './settings';
import { spawnProcess } from './spawnProcess';
import type { ServiceStore } from './stores';

/** How to start one instance of a service. @public */
export interface ServiceOptions {
  readonly name: ServiceName;
  /** The id of this instance towards others. Default: the name. */
  readonly instance?: string;
  /** On loopback. Default: any free port. */
  readonly port?: number;
  /** What callers of its reload and attestation endpoint must show. */
  readonly token: string;
  /** From where it reads its secret. */
  readonly store: ServiceStore;
  /** What it queries all the time. */
  readonly target: ServiceTarget;
  /** How many connections it uses at once. Default: 4. */
  readonly connections?: number;
  /** The folder of its journals; see `readJournals`. */
  readonly journalDir: string;
  /** Holds this consumer back: while the file exists, it loads no other version. */
  readonly holdFile?: string;
  /** Default: it does all as it should. */
  readonly fault?: ServiceFault;
  /** Receives its few lines of output, appended. Default: they are dropped. */
  readonly logFile?: string;
}

/** A service that listens. @public */
export interface RunningService {
  readonly name: ServiceName;
  readonly instance: string;
  /** Of the process, or of the keeper that starts it again. */
  readonly pid: number;
  /** Base URL of its endpoints. */
  readonly url: string;
  /** Lets it finish its queries and ends it. A repeat is harmless. */
  stop(): Promise<void>;
}

const START_MS = 60_000;
const STOP_MS = 5_000;

/**
 * Starts one instance of a real service as its own process; it ends when the calling process ends, even by SIGKILL.
 * @throws Error when it does not listen in time
 * @public
 */
export async function startService(
  options: ServiceOptions,
): Promise<RunningService> {
  const instance = options.instance ?? options.name;
  const log = openLog(options.logFile);
  const child = spawnProcess(
    LOADING_STYLES[options.name].onReload === 'restart'
      ? 'keeper.ts'
      : 'main.ts',
    {
      settings: {
        name: options.name,
        instance,
        port: options.port ?? 0,
        target: options.target,
        connections: options.connections ?? 4,
        journalDir: options.journalDir,
        holdFile: options.holdFile,
        fault: options.fault,
      },
      token: options.token,
      store: options.store,
    },
    log ?? 'ignore',
  );
  if (log !== undefined) {
    closeSync(log);
  }
  const stop = () => stopProcess(child);
  try {
    const port = await listeningPort(child, instance);
    return {
      name: options.name,
      instance,
      pid: child.pid ?? 0,
      url: `http://127.0.0.1:${port}`,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function openLog(file: string | undefined): number | undefined {
  if (file === undefined) {
    return undefined;
  }
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'a', 0o600);
}

function listeningPort(child: ChildProcess, instance: string): Promise<number> {
  return new Promise((done, failed) => {
    const fail = () =>
      failed(new Error(`${instance} did not start; see its log file`));
    const timer = setTimeout(fail, START_MS).unref();
    child.once('error', fail);
    child.once('exit', fail);
    child.on('message', message => {
      if (isServiceMessage(message) && message.type === 'listening') {
        clearTimeout(timer);
        child.off('exit', fail);
        done(message.port);
      }
    });
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (
    child.pid === undefined ||
    child.exitCode !== null ||
    child.signalCode !== null
  ) {
    return;
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

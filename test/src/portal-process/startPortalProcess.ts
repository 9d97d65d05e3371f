import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Entity } from '@backstage/catalog-model';
import type { RotatorModule } from './rotatorModules';
import type { StoreModule } from './storeModules';

/** How to start one process of the portal. */
export interface PortalProcessOptions {
  /** Of this process alone: receives its configuration and its log. */
  readonly folder: string;
  readonly port: number;
  /** Its app-config, without `backend.baseUrl` and `backend.listen`. */
  readonly configuration: {
    readonly backend: object;
    /** Each kind is a module that the process gets. */
    readonly secretRotation: {
      readonly stores: Readonly<Record<string, { readonly kind: StoreModule }>>;
      readonly rotators: Readonly<
        Record<string, { readonly kind: RotatorModule }>
      >;
    };
    readonly [key: string]: unknown;
  };
  /** What the catalog holds. A stand-in: relations are as they are given here. */
  readonly entities: readonly Entity[];
  /** Besides what every process gets; for example `KEYTURN_FAILPOINT_DIR`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface PortalEnd {
  readonly code?: number;
  readonly signal?: NodeJS.Signals;
}

/** One process of the portal. */
export interface PortalProcess {
  readonly pid: number;
  readonly url: string;
  /** Resolves when it answers anything at all; rejects when it ends before. */
  readonly up: Promise<void>;
  /** Resolves when all of it has started; rejects when it ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<PortalEnd>;
  send(signal: NodeJS.Signals): void;
  /** From now on the catalog holds these. */
  setEntities(entities: readonly Entity[]): void;
  /** Ends it in order. A repeat is harmless. */
  stop(): Promise<void>;
}

const POLL_MS = 50;
const READY_MS = 180_000;
const STOP_MS = 15_000;

/** Starts a slim portal as its own process. It ends with the calling process, however that one ends. */
export function startPortalProcess(
  options: PortalProcessOptions,
): PortalProcess {
  const child = launch(options);
  const { pid } = child;
  if (pid === undefined) throw new Error('The portal process did not start');
  const url = urlOf(options);
  const ended = once(child, 'exit').then(
    ([code, signal]): PortalEnd => ({
      code: code ?? undefined,
      signal: signal ?? undefined,
    }),
  );
  const log = join(options.folder, 'portal.log');
  const up = untilAnswer(url, child, log, () => true);
  const ready = untilAnswer(url, child, log, ({ ok }) => ok);
  // Both are reported to whoever awaits them.
  up.catch(() => undefined);
  ready.catch(() => undefined);
  return {
    pid,
    url,
    up,
    ready,
    ended,
    send: signal => child.kill(signal),
    setEntities: entities => writeEntities(options.folder, entities),
    stop: async () => {
      if (hasEnded(child)) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function launch(options: PortalProcessOptions): ChildProcess {
  const { folder, configuration, port } = options;
  const { stores, rotators } = configuration.secretRotation;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const configFile = join(folder, 'app-config.json');
  writeFileSync(
    configFile,
    JSON.stringify({
      ...configuration,
      backend: {
        ...configuration.backend,
        baseUrl: urlOf(options),
        listen: { host: '127.0.0.1', port },
      },
    }),
    { mode: 0o600 },
  );
  writeEntities(folder, options.entities);
  const log = openSync(join(folder, 'portal.log'), 'a', 0o600);
  const tests = dirname(require.resolve('keyturn-tests/package.json'));
  try {
    return spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        join(tests, 'src/portal-process/main.ts'),
        '--config',
        configFile,
      ],
      {
        cwd: tests,
        stdio: ['ignore', log, log, 'ipc'],
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          NODE_ENV: 'development',
          KEYTURN_TEST_ENTITIES: entitiesFile(folder),
          KEYTURN_TEST_STORES: kindsOf(stores).join(),
          KEYTURN_TEST_ROTATORS: kindsOf(rotators).join(),
          ...options.env,
        },
      },
    );
  } finally {
    closeSync(log);
  }
}

function kindsOf(
  entries: Readonly<Record<string, { readonly kind: string }>>,
): string[] {
  return [...new Set(Object.values(entries).map(({ kind }) => kind))];
}

function entitiesFile(folder: string): string {
  return join(folder, 'entities.json');
}

/** In one piece, so that nobody reads half of it. */
function writeEntities(folder: string, entities: readonly Entity[]): void {
  const file = entitiesFile(folder);
  writeFileSync(`${file}.new`, JSON.stringify(entities));
  renameSync(`${file}.new`, file);
}

function urlOf({ port }: PortalProcessOptions): string {
  return `http://127.0.0.1:${port}`;
}

async function untilAnswer(
  url: string,
  child: ChildProcess,
  log: string,
  isEnough: (response: Response) => boolean,
): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (!hasEnded(child) && performance.now() < deadline) {
    const answered = await fetch(`${url}/.backstage/health/v1/readiness`, {
      signal: AbortSignal.timeout(5_000),
    }).then(
      async response => {
        await response.body?.cancel();
        return isEnough(response);
      },
      () => false, // it does not listen yet
    );
    if (answered) return;
    await delay(POLL_MS);
  }
  throw new Error(`The portal process did not become ready; its log is ${log}`);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

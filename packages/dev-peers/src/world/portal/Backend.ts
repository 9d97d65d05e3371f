import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BACKEND_FOLDER, CHECKOUT, RUN_TYPESCRIPT } from '../checkout';
import type { WorldPaths } from '../folder';
import { endOfLog } from './endOfLog';
import { isUsable } from './readiness';

const POLL_MS = 250;
const READY_MS = 120_000;
const STOP_MS = 6_000;
const PAUSE_MS = 500;
/** A backend that ends this often without ever having become ready does not start again. */
const MAX_FAILED_STARTS = 3;

/** What happens to the portal's backend. @internal */
export type BackendEvent =
  | { readonly type: 'backend-started'; readonly pid: number }
  | { readonly type: 'backend-ready'; readonly pid: number }
  | {
      readonly type: 'backend-ended';
      readonly pid: number;
      readonly signal?: string;
      readonly code?: number;
    };

/** How the portal's backend runs. @internal */
export interface BackendOptions {
  readonly port: number;
  readonly paths: WorldPaths;
  /** Who must be able to sign in before it counts as ready. */
  readonly person: string;
  /** For the first process alone. */
  readonly failpoint?: string;
  readonly onEvent: (event: BackendEvent) => void;
}

/** The portal's backend: one process, started again whenever it dies, until it is stopped. @internal */
export class Backend {
  readonly #options: BackendOptions;
  #child: ChildProcess | undefined;
  #failpoint: string | undefined;
  #isStopping = false;
  #failedStarts = 0;
  #isReady = false;
  #onReady = () => {};
  readonly #ready = new Promise<void>(resolve => {
    this.#onReady = resolve;
  });
  readonly #running: Promise<void>;

  constructor(options: BackendOptions) {
    this.#options = options;
    this.#failpoint = options.failpoint;
    this.#running = this.#keepRunning();
    // Whoever waits for it to become ready, or to stop, hears of it.
    this.#running.catch(() => undefined);
  }

  /** Base URL of the portal. */
  get url(): string {
    return `http://127.0.0.1:${this.#options.port}`;
  }

  /**
   * Waits until the portal answers.
   * @throws Error with the end of its log when it does not come up
   */
  async untilReady(): Promise<void> {
    const timeout = new AbortController();
    const late = delay(READY_MS, undefined, { signal: timeout.signal });
    try {
      await Promise.race([this.#ready, this.#running, late]);
    } finally {
      timeout.abort();
    }
    if (!this.#isReady) {
      throw new Error(`The portal did not become ready. ${this.#logged()}`);
    }
  }

  /** Ends it for good. A repeat is harmless. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await once(child, 'exit');
      clearTimeout(timer);
    }
    await this.#running.catch(() => undefined);
  }

  #logged(): string {
    const { backendLog } = this.#options.paths;
    return `Its log, ${backendLog}, ends with:\n${endOfLog(backendLog)}`;
  }

  async #keepRunning(): Promise<void> {
    while (!this.#isStopping) {
      const child = this.#start();
      this.#child = child;
      const ended = once(child, 'exit');
      const { pid } = child;
      if (pid === undefined) {
        throw new Error('The portal could not be started');
      }
      this.#options.onEvent({ type: 'backend-started', pid });
      const wasReady = await this.#watch(child, pid);
      await ended;
      this.#options.onEvent({
        type: 'backend-ended',
        pid,
        signal: child.signalCode ?? undefined,
        code: child.exitCode ?? undefined,
      });
      this.#failedStarts = wasReady ? 0 : this.#failedStarts + 1;
      if (this.#failedStarts >= MAX_FAILED_STARTS) {
        throw new Error(`The portal does not start. ${this.#logged()}`);
      }
      if (!this.#isStopping) {
        await delay(PAUSE_MS);
      }
    }
  }

  /** @returns whether the process answered before it ended */
  async #watch(child: ChildProcess, pid: number): Promise<boolean> {
    while (child.exitCode === null && child.signalCode === null) {
      if (await isUsable(this.url, this.#options.person)) {
        this.#isReady = true;
        this.#onReady();
        this.#options.onEvent({ type: 'backend-ready', pid });
        return true;
      }
      await delay(POLL_MS);
    }
    return false;
  }

  #start(): ChildProcess {
    const { paths, port } = this.#options;
    const log = openSync(paths.backendLog, 'a', 0o600);
    const failpoint = this.#failpoint;
    this.#failpoint = undefined;
    try {
      return spawn(
        process.execPath,
        [
          ...RUN_TYPESCRIPT,
          'src/index.ts',
          ...['--config', join(CHECKOUT, 'app-config.yaml')],
          ...['--config', paths.portalConfig],
        ],
        {
          cwd: BACKEND_FOLDER,
          stdio: ['ignore', log, log],
          // Nothing else of this process's environment: neither its tokens nor its APP_CONFIG_ overrides.
          env: {
            PATH: process.env.PATH,
            HOME: process.env.HOME,
            NODE_ENV: 'development',
            KEYTURN_PORT: String(port),
            ...(failpoint && { KEYTURN_FAILPOINT: failpoint }),
          },
        },
      );
    } finally {
      closeSync(log);
    }
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CHECKOUT, RUN_TYPESCRIPT } from './checkout';
import type { SupervisorMessage } from './main';
import type { WorldOptions } from './options';
import type { WorldEvent } from './World';

/** A world that a supervisor process looks after. @public */
export interface SupervisedWorld {
  /** Resolves with the portal's address when it answers; rejects when the world does not come up. */
  readonly ready: Promise<string>;
  /** Resolves when the supervisor has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly pid: number;
  /** Ends everything. A repeat is harmless. */
  stop(): Promise<void>;
}

/**
 * Starts a world under a supervisor process of its own.
 * @param onEvent - told of what happens, in order
 * @public
 */
export function superviseWorld(
  options: WorldOptions,
  onEvent: (event: WorldEvent) => void = () => undefined,
): SupervisedWorld {
  const child = startSupervisor(options);
  const ended = once(child, 'exit').then(() => undefined);
  const ready = new Promise<string>((resolve, reject) => {
    child.on('message', message => {
      if (isFailure(message)) {
        reject(new Error(message.reason));
      } else if (isEvent(message)) {
        onEvent(message.event);
        if (message.event.type === 'portal-ready') {
          resolve(message.event.url);
        }
      }
    });
    ended.then(
      () => reject(new Error('The world ended before the portal was ready')),
      reject,
    );
  });
  ready.catch(() => undefined); // reported to whoever awaits it
  return {
    ready,
    ended,
    pid: child.pid ?? 0,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await ended;
      }
    },
  };
}

function startSupervisor(options: WorldOptions): ChildProcess {
  return spawn(
    process.execPath,
    [...RUN_TYPESCRIPT, join(CHECKOUT, 'packages/dev-peers/src/world/main.ts')],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, KEYTURN_WORLD: JSON.stringify(options) },
    },
  );
}

/** The loader of TypeScript files sends messages of its own on the same channel. */
function isFailure(
  message: unknown,
): message is Extract<SupervisorMessage, { type: 'failed' }> {
  return Object(message).type === 'failed';
}

function isEvent(
  message: unknown,
): message is Extract<SupervisorMessage, { type: 'event' }> {
  return Object(message).type === 'event';
}

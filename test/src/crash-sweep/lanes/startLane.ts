import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { Case, CaseResult } from '../cases/Case';
import type { LaneMessage } from './main';

/** A process that runs one case after the other. */
export interface Lane {
  /** @throws Error when the case did not come to its end */
  run(kase: Case): Promise<CaseResult>;
  /** Ends its world and itself. */
  stop(): Promise<void>;
}

/** Starts a lane. It ends with the calling process, however that one ends, and its world with it. */
export function startLane(): Lane {
  const tests = dirname(require.resolve('keyturn-tests/package.json'));
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(tests, 'src/crash-sweep/lanes/main.ts'),
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const ended = once(child, 'exit');
  return {
    run: async kase => {
      child.send(kase);
      for (;;) {
        const message = await Promise.race([
          once(child, 'message').then(([each]) => each as LaneMessage),
          ended.then(() => {
            throw new Error('The lane has ended');
          }),
        ]);
        // The loader of TypeScript files sends messages of its own on the same channel.
        if (message.type === 'result') return message.result;
        if (message.type === 'failed') throw new Error(message.reason);
      }
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await ended;
    },
  };
}

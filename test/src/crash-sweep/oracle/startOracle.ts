import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { OracleSettings } from './settings';
import type { OracleReport } from './sight';

/** What the oracle is asked. */
export interface OracleQuestion {
  readonly ask: 'begin' | 'report';
}

/** The oracle's process. */
export interface RunningOracle {
  /** Forgets what was, and takes the present value as the old one. */
  begin(): Promise<void>;
  /** Looks once more and tells what there was since the beginning. */
  report(): Promise<OracleReport>;
  stop(): Promise<void>;
}

const ANSWER_MS = 30_000;

/** Starts the oracle as its own process, which ends with the calling one. */
export function startOracle(settings: OracleSettings): RunningOracle {
  const tests = dirname(require.resolve('keyturn-tests/package.json'));
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(tests, 'src/crash-sweep/oracle/main.ts'),
    ],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: {
        PATH: process.env.PATH,
        KEYTURN_ORACLE: JSON.stringify(settings),
      },
    },
  );
  const ended = once(child, 'exit');

  async function ask(question: OracleQuestion): Promise<unknown> {
    const timeout = AbortSignal.timeout(ANSWER_MS);
    child.send(question);
    for (;;) {
      const [message] = await Promise.race([
        once(child, 'message', { signal: timeout }),
        ended.then(() => {
          throw new Error('The oracle has ended');
        }),
      ]);
      // The loader of TypeScript files sends messages of its own on the same channel.
      if (message.type === 'answer') return message.answer;
      if (message.type === 'failed') throw new Error('The oracle failed');
    }
  }

  return {
    begin: async () => {
      await ask({ ask: 'begin' });
    },
    report: async () => (await ask({ ask: 'report' })) as OracleReport,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await ended;
    },
  };
}

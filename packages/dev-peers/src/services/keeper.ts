/**
 * Keeps a service running that reads its secret only at its start, as a platform would: starts it again after each
 * end, on the same port. Ends with its own parent, and its service with it. Started by `startService`.
 */
import type { ChildProcess } from 'node:child_process';
import { endWithParent, isServiceMessage, tellParent } from './lifeline';
import { fromEnvironment } from './settings';
import { spawnProcess } from './spawnProcess';

const PAUSE_AFTER_CRASH_MS = 500;

let environment = fromEnvironment(process.env);
let child: ChildProcess | undefined;
let isEnding = false;

function start() {
  let pauseMs = PAUSE_AFTER_CRASH_MS;
  child = spawnProcess('main.ts', environment, 'inherit');
  child.on('message', message => {
    if (!isServiceMessage(message)) {
      return;
    }
    if (message.type === 'listening') {
      remember({ port: message.port });
      tellParent(message);
    } else {
      remember({ restartedFor: message.version });
      pauseMs = 0;
    }
  });
  child.once('exit', () => {
    child = undefined;
    if (isEnding) {
      process.exit(0);
    }
    setTimeout(start, pauseMs);
  });
}

function remember(news: { port: number } | { restartedFor: string }) {
  environment = {
    ...environment,
    settings: { ...environment.settings, ...news },
  };
}

endWithParent(() => {
  isEnding = true;
  if (child) {
    child.kill('SIGTERM');
  } else {
    process.exit(0);
  }
});
start();

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const POLL_MS = 25;
const FAST_SHUTDOWN_MS = 10_000;

/**
 * Ends a server that a killed supervisor left on this data directory, and removes a pid file whose process is gone
 * (its number may belong to a stranger by now, which is never signalled).
 */
export async function endLeftover(directory: string): Promise<void> {
  const pidFile = join(directory, 'postmaster.pid');
  const content = await readFile(pidFile, 'utf8').catch(error => {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  });
  if (content === undefined) {
    return;
  }
  const pid = Number.parseInt(content, 10);
  if (pid > 1 && (await isServerOf(pid, directory))) {
    await endServer(pid, () => isServerOf(pid, directory));
  }
  await rm(pidFile, { force: true });
}

/**
 * Asks a server to end its sessions and stop; kills it when it does not.
 * @param isAlive - whether the process still is that server
 */
export async function endServer(
  pid: number,
  isAlive: () => boolean | Promise<boolean>,
): Promise<void> {
  signal(pid, 'SIGINT');
  const deadline = Date.now() + FAST_SHUTDOWN_MS;
  while (await isAlive()) {
    if (Date.now() > deadline) {
      signal(pid, 'SIGQUIT');
    }
    await delay(POLL_MS);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

async function isServerOf(pid: number, directory: string): Promise<boolean> {
  const commandLine = existsSync('/proc/self/cmdline')
    ? readFile(`/proc/${pid}/cmdline`, 'utf8')
    : run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
        ({ stdout }) => stdout,
      );
  return commandLine.then(
    text => text.includes(directory),
    // No such process.
    () => false,
  );
}

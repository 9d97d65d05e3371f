import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a process is gone; one that nobody has buried yet counts as gone. */
export async function untilEnded(pid: number): Promise<void> {
  for (;;) {
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], {
      encoding: 'utf8',
    });
    if (stdout.trim() === '' || stdout.startsWith('Z')) return;
    await delay(20);
  }
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/**
 * When a process began, as this machine says it: together with its number that names a process for all time, while
 * the number alone may belong to a stranger tomorrow.
 * @returns undefined when there is no such process
 * @internal
 */
export async function startOfProcess(pid: number): Promise<string | undefined> {
  if (!existsSync(BOOT_ID)) {
    return run('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
      ({ stdout }) => stdout.trim() || undefined,
      () => undefined,
    );
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(
    () => undefined,
  );
  // The name of the program stands in brackets and may hold blanks and brackets; the fields follow the last one.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, ticks] = [fields?.[0], fields?.[19]];
  if (ticks === undefined || state === 'Z') {
    return undefined;
  }
  return `${(await readFile(BOOT_ID, 'utf8')).trim()}/${ticks}`;
}

import { existsSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder, worldPaths } from '../folder';
import { ProcessRecords } from './ProcessRecords';

const PREFIX = 'keyturn-world-';

/** A folder for a world that does not outlive the calling process. @public */
export async function makeTemporaryWorld(
  root: string = tmpdir(),
): Promise<string> {
  const folder = await mkdtemp(join(root, PREFIX));
  const records = new ProcessRecords(worldPaths(folder).processes);
  await records.add('owner', process.pid, { isGuardian: true });
  return folder;
}

/** Removes a temporary world. What a supervisor that was killed has left running ends before. @public */
export async function removeTemporaryWorld(folder: string): Promise<void> {
  await new ProcessRecords(worldPaths(folder).processes).endAll();
  await removeFolder(folder);
}

/** Ends and removes the temporary worlds that nobody looks after any more, because their owner was killed. @public */
export async function removeAbandonedWorlds(
  root: string = tmpdir(),
): Promise<void> {
  const names = await readdir(root);
  for (const name of names.filter(each => each.startsWith(PREFIX))) {
    const folder = join(root, name);
    const { processes, state } = worldPaths(folder);
    const records = new ProcessRecords(processes);
    // A folder without anything was made this moment, by somebody who is about to put himself on record.
    const isUnborn =
      (await readdir(processes).catch(() => [])).length === 0 &&
      !existsSync(state);
    if (isUnborn || (await records.guardian()) !== undefined) {
      continue;
    }
    await removeTemporaryWorld(folder);
  }
}

import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file that is whole or absent, whoever dies meanwhile.
 * @param options - `replace`: whether an older file gives way; without, it stays and the new content is dropped
 */
export async function writeDurably(
  path: string,
  content: string,
  { replace, mode = 0o600 }: { replace: boolean; mode?: number },
): Promise<void> {
  const fresh = `${path}.${randomUUID()}.new`;
  try {
    await write(fresh, content, mode);
    if (replace) {
      await rename(fresh, path);
    } else {
      await link(fresh, path).catch(error => {
        if (error.code !== 'EEXIST') throw error;
      });
    }
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  } finally {
    await rm(fresh, { force: true });
  }
}

async function write(
  path: string,
  content: string,
  mode: number,
): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

import { existsSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The JSON in a file, `undefined` when there is none. */
export async function readKept<T>(file: string): Promise<T | undefined> {
  return existsSync(file)
    ? (JSON.parse(await readFile(file, 'utf8')) as T)
    : undefined;
}

/** Replaces a file that only its owner may read; after a crash at any point it holds the old or the new JSON. */
export async function keep(file: string, content: unknown): Promise<void> {
  const written = await open(`${file}.new`, 'w', 0o600);
  try {
    await written.writeFile(JSON.stringify(content));
    await written.sync();
  } finally {
    await written.close();
  }
  await rename(`${file}.new`, file);
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

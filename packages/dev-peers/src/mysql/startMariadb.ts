import { mariadb } from './servers';
import {
  startSqlServer,
  type RunningSqlServer,
  type SqlServerOptions,
} from './startSqlServer';

/** Looks for a MariaDB: `KEYTURN_MARIADBD`, then the PATH and where Debian puts servers. @public */
export function findMariadb(): string | undefined {
  return mariadb().program;
}

/** Starts a real MariaDB as a process of its own. @public */
export function startMariadb(
  options: SqlServerOptions,
): Promise<RunningSqlServer> {
  return startSqlServer(mariadb(), options);
}

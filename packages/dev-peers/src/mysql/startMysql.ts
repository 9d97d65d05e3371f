import { mysql } from './servers';
import {
  startSqlServer,
  type RunningSqlServer,
  type SqlServerOptions,
} from './startSqlServer';

/** Looks for a MySQL: `KEYTURN_MYSQLD` alone, since Debian's `mysqld` is MariaDB. @public */
export function findMysql(): string | undefined {
  return mysql().program;
}

/** Starts a real MySQL as a process of its own. @public */
export function startMysql(
  options: SqlServerOptions,
): Promise<RunningSqlServer> {
  return startSqlServer(mysql(), options);
}

/** Starters of the servers that speak MySQL's protocol: MariaDB and MySQL. */
export type { RunningSqlServer, SqlServerOptions } from './startSqlServer';
export { findMariadb, startMariadb } from './startMariadb';
export { findMysql, startMysql } from './startMysql';
export {
  sqlServersForTests,
  startTemporaryMariadb,
  startTemporaryMysql,
  withSqlServers,
  type SqlServerForTests,
} from './temporarySqlServer';

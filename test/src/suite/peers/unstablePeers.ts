/** A real server that Debian's stable release does not have, or has in a version without what the tests ask of it. */
export interface UnstablePeer {
  readonly name: string;
  /** What names its program to the tests. */
  readonly variable: string;
  readonly package: string;
  /** Where the package has the program. */
  readonly program: string;
}

/** Those that the tests use. */
export const UNSTABLE_PEERS: readonly UnstablePeer[] = [
  {
    name: 'MySQL',
    variable: 'KEYTURN_MYSQLD',
    package: 'mysql-server-core',
    program: 'usr/sbin/mysqld',
  },
  {
    name: 'Prometheus',
    variable: 'KEYTURN_PROMETHEUS',
    package: 'prometheus',
    program: 'usr/bin/prometheus',
  },
  {
    name: 'Valkey',
    variable: 'KEYTURN_VALKEY_SERVER',
    package: 'valkey-server',
    program: 'usr/bin/valkey-server',
  },
];

/** A real server or tool of Debian's archive. Without it, what it tests is not run. */
export interface DebianPeer {
  readonly name: string;
  /** What apt-get installs. */
  readonly package: string;
  /** What the tests start: found on the PATH, or where Debian puts servers. */
  readonly program: string;
}

/** Those that the tests use, one a line. */
export const DEBIAN_PEERS: readonly DebianPeer[] = [
  { name: 'jq', package: 'jq', program: 'jq' },
  { name: 'MariaDB', package: 'mariadb-server', program: 'mariadbd' },
  { name: 'OpenLDAP', package: 'slapd', program: 'slapd' },
  { name: 'Pebble', package: 'pebble', program: 'pebble' },
  { name: 'RabbitMQ', package: 'rabbitmq-server', program: 'rabbitmq-server' },
  { name: 'Redis', package: 'redis-server', program: 'redis-server' },
];

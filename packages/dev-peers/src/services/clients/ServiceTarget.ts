/** Where a server listens. */
interface At {
  readonly host: string;
  readonly port: number;
}

/** A PostgreSQL database; the value has `username` and `password`. @public */
export interface PostgresServiceTarget extends At {
  readonly kind: 'postgres';
  readonly database: string;
  /** Default: a read of the table `orders`. */
  readonly query?: string;
}

/** A MariaDB or MySQL database; the value has `username` and `password`. @public */
export interface MysqlServiceTarget extends At {
  readonly kind: 'mysql';
  readonly database: string;
}

/** A Redis; the value has `username` and `password`. @public */
export interface RedisServiceTarget extends At {
  readonly kind: 'redis';
}

/** A RabbitMQ; the value has `username` and `password`. @public */
export interface RabbitMqServiceTarget extends At {
  readonly kind: 'rabbitmq';
}

/** A directory; the value has `dn` and `password`. @public */
export interface LdapServiceTarget {
  readonly kind: 'ldap';
  readonly url: string;
}

/** An API that takes a key as a bearer token; the value has `key`. @public */
export interface ApiKeyServiceTarget {
  readonly kind: 'api-key';
  /** What is asked for, with the key. */
  readonly url: string;
}

/** What a service queries. @public */
export type ServiceTarget =
  | PostgresServiceTarget
  | MysqlServiceTarget
  | RedisServiceTarget
  | RabbitMqServiceTarget
  | LdapServiceTarget
  | ApiKeyServiceTarget;

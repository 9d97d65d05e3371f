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

/** A receiver of messages that are signed with a shared secret; the value has `value`. @public */
export interface WebhookServiceTarget {
  readonly kind: 'webhook';
  readonly url: string;
}

/** AWS; the value has `accessKeyId` and `secretAccessKey`. @public */
export interface AccessKeyServiceTarget {
  readonly kind: 'aws-access-key';
  /** Where to call in place of AWS's own address. */
  readonly endpoint: string;
  readonly region: string;
}

/** Google; the value is a credentials file, a field each. @public */
export interface ServiceAccountServiceTarget {
  readonly kind: 'gcp-service-account';
  /** Where signed assertions are exchanged for access tokens. */
  readonly tokenUrl: string;
}

/**
 * Clients of a server, who trust an authority and read its revocation list; the value has `certificate`, `chain` and
 * `privateKey`. The service is that server. @public
 */
export interface TlsServiceTarget {
  readonly kind: 'tls';
  /** By which name clients call it. */
  readonly name: string;
  /** The authorities that clients trust, PEM. */
  readonly trustFile: string;
  /** Of `http:` or `file:`. */
  readonly listUrl: string;
}

/** A service whose records are encrypted; the value has `keySet`, as JSON. @public */
export interface DataKeysServiceTarget {
  readonly kind: 'data-keys';
  /** Where its records are. */
  readonly url: string;
}

/** Verifiers of tokens, which an issuer signs; the value has `keySet`, as JSON. The service is that issuer. @public */
export interface SignedTokensServiceTarget {
  readonly kind: 'signed-tokens';
  /** Where a token is shown. */
  readonly url: string;
}

/** What a service queries. @public */
export type ServiceTarget =
  | PostgresServiceTarget
  | MysqlServiceTarget
  | RedisServiceTarget
  | RabbitMqServiceTarget
  | LdapServiceTarget
  | ApiKeyServiceTarget
  | WebhookServiceTarget
  | AccessKeyServiceTarget
  | ServiceAccountServiceTarget
  | TlsServiceTarget
  | DataKeysServiceTarget
  | SignedTokensServiceTarget;

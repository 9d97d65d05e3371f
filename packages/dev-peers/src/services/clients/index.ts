import type { ServiceTarget } from './ServiceTarget';
import type { TargetClient } from './TargetClient';

export type { ServiceTarget } from './ServiceTarget';
export type { TargetClient, TargetConnection } from './TargetClient';

type Kind = ServiceTarget['kind'];
type Clients = {
  readonly [K in Kind]: () => TargetClient<Extract<ServiceTarget, { kind: K }>>;
};

/** Each is loaded only where it is used: a service pays for one driver. */
const CLIENTS: Clients = {
  postgres: () =>
    (require('./postgres') as typeof import('./postgres')).postgresClient,
  mysql: () => (require('./mysql') as typeof import('./mysql')).mysqlClient,
  redis: () => (require('./redis') as typeof import('./redis')).redisClient,
  rabbitmq: () =>
    (require('./rabbitmq') as typeof import('./rabbitmq')).rabbitMqClient,
  ldap: () => (require('./ldap') as typeof import('./ldap')).ldapClient,
  'api-key': () =>
    (require('./apiKey') as typeof import('./apiKey')).apiKeyClient,
  webhook: () =>
    (require('./webhook') as typeof import('./webhook')).webhookClient,
  'aws-access-key': () =>
    (require('./accessKey') as typeof import('./accessKey')).accessKeyClient,
  'gcp-service-account': () =>
    (require('./serviceAccount') as typeof import('./serviceAccount'))
      .serviceAccountClient,
  tls: () => (require('./tls') as typeof import('./tls')).tlsClient,
  'data-keys': () =>
    (require('./dataKeys') as typeof import('./dataKeys')).dataKeysClient,
  'signed-tokens': () =>
    (require('./signedTokens') as typeof import('./signedTokens'))
      .signedTokensClient,
};

/** The client of a target's kind. @public */
export function clientFor<K extends Kind>(kind: K): ReturnType<Clients[K]> {
  return CLIENTS[kind]() as ReturnType<Clients[K]>;
}

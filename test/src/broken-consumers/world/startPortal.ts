import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import secretRotationPlugin from '@keyturn/backstage-plugin-secret-rotation-backend';
import httpModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-http';
import postgresModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-postgres';
import vaultModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-vault';
import { SecretRotationClient } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  ADMIN_ROLE,
  keyturnPolicy,
  PAYMENTS_DATABASE,
} from '@keyturn/dev-peers/world';
import { secretEntities } from '../../portal-process';
import { MOUNT, type Site } from './Site';
import type { Servers } from './startServers';

/** Who owns the secret and signs in. */
export const BEN = 'user:default/ben';
/** Who owns the consumer, by the catalog. */
export const OWNER = 'group:default/team-payments';
/** The secret of a site, in the catalog. */
export const SECRET = { namespace: 'default', name: 'db-login' };

/** The real engine in this process, for one site. */
export async function startPortal(
  servers: Servers,
  site: Site,
  consumer: string,
): Promise<{ api: SecretRotationClient; stop(): Promise<void> }> {
  const keyturnToken = await servers.store.createToken(
    'keyturn',
    keyturnPolicy(MOUNT),
  );
  const portal = await startTestBackend({
    features: [
      secretRotationPlugin,
      vaultModule,
      postgresModule,
      httpModule,
      // That of the test utilities runs a task once.
      schedulerServiceFactory,
      catalogServiceMock.factory({
        entities: secretEntities({
          name: SECRET.name,
          owner: BEN,
          rotation: {
            store: 'vault',
            path: site.path,
            rotator: 'payments-postgres',
            policy: 'database',
            options: { users: site.logins },
          },
          consumers: [consumer],
        }),
      }),
      mockServices.rootConfig.factory({
        data: {
          secretRotation: rotationOf(servers, site, consumer, keyturnToken),
        },
      }),
    ],
  });
  const origin = `http://127.0.0.1:${portal.server.port()}`;
  const api = new SecretRotationClient({
    discovery: { getBaseUrl: async plugin => `${origin}/api/${plugin}` },
    fetch: (input, init) => {
      const request = new Request(input, init);
      request.headers.set('authorization', mockCredentials.user.header(BEN));
      return fetch(request);
    },
  });
  return { api, stop: () => portal.stop() };
}

function rotationOf(
  servers: Servers,
  site: Site,
  consumer: string,
  keyturnToken: string,
) {
  const { host, port } = servers.postgres;
  return {
    fallbackOwner: 'group:default/team-platform',
    stores: {
      vault: {
        kind: 'vault',
        address: servers.manager.address,
        mount: MOUNT,
        auth: { token: keyturnToken },
        allow: [{ namespaces: ['default'], paths: ['payments/*'] }],
      },
    },
    rotators: {
      'payments-postgres': {
        kind: 'postgres',
        strategy: 'alternating-users',
        admin: {
          host,
          port,
          user: ADMIN_ROLE,
          password: servers.adminPassword,
          database: PAYMENTS_DATABASE,
        },
        endpoints: [`${host}:${port}`],
        probeQuery: 'select 1 from orders limit 1',
        allow: [...site.logins],
      },
    },
    consumers: {
      // Behind a load balancer one copy would answer for all: the copies have addresses of their own.
      [consumer]: { kind: 'http', instances: site.urls, token: site.token },
    },
    policies: {
      database: {
        every: 'P30D',
        overlap: 'PT1S',
        soak: 'PT0.5S',
        verifyDeadline: 'PT5S',
      },
    },
    enrolment: [
      {
        namespaces: ['default'],
        stores: ['vault'],
        rotators: ['payments-postgres'],
      },
    ],
    worker: {
      lease: 'PT10S',
      tick: 'PT1S',
      poll: 'PT0.25S',
      grace: 'PT1S',
      maxRepairs: 2,
    },
  };
}

import type { Entity } from '@backstage/catalog-model';
import type { RunningPostgres } from '@keyturn/dev-peers';
import {
  ADMIN_ROLE,
  PAYMENTS_DATABASE,
  PORTAL_DATABASE,
} from '@keyturn/dev-peers/world';

/** The static role of the database engine. */
export const ROLE = 'payments-orders';
/** The secret that the manager rotates and Keyturn asks it to. */
export const DELEGATED = 'orders-login';
/** A secret of Keyturn's own whose second login is that of the static role. */
export const SHARED_LOGIN = 'reports-login';

const OWNER = 'group:default/team-payments';
const VERBS = ['read', 'plan', 'start', 'recheck', 'resolve', 'cancel'];

/** What the portal must be told of its surroundings. */
export interface Surroundings {
  readonly postgres: RunningPostgres;
  readonly passwords: { readonly admin: string; readonly portal: string };
  readonly apiToken: string;
  /** The database engine of the secrets manager. */
  readonly roles: {
    readonly address: string;
    readonly mount: string;
    /** How the portal logs in. */
    readonly auth: object;
  };
  readonly service: { readonly url: string; readonly token: string };
}

/** The app-config of the portal. */
export function portalConfiguration(around: Surroundings) {
  const { postgres, passwords, apiToken, roles, service } = around;
  const { host, port } = postgres;
  const endpoints = [`${host}:${port}`];
  const probeQuery = 'select 1 from orders limit 1';
  return {
    backend: {
      database: {
        client: 'pg',
        pluginDivisionMode: 'schema',
        connection: {
          host,
          port,
          user: PORTAL_DATABASE,
          password: passwords.portal,
          database: PORTAL_DATABASE,
        },
      },
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token: apiToken, subject: 'managed-tests' },
            accessRestrictions: [
              {
                plugin: 'secret-rotation',
                permission: VERBS.map(verb => `secret-rotation.secret.${verb}`),
              },
            ],
          },
        ],
      },
    },
    secretRotation: {
      fallbackOwner: 'group:default/team-platform',
      stores: {
        roles: {
          kind: 'vault-static-roles' as const,
          address: roles.address,
          mount: roles.mount,
          auth: roles.auth,
          allow: [{ namespaces: ['default'], paths: ['payments-*'] }],
        },
        kv: {
          kind: 'vault' as const,
          address: roles.address,
          auth: roles.auth,
          staticRoleMounts: [roles.mount],
          allow: [{ namespaces: ['default'], paths: ['payments/*'] }],
        },
      },
      rotators: {
        'watched-postgres': {
          kind: 'postgres' as const,
          strategy: 'delegated',
          endpoints,
          database: PAYMENTS_DATABASE,
          probeQuery,
          allow: ['payments_*'],
        },
        'other-postgres': {
          kind: 'postgres' as const,
          strategy: 'alternating-users',
          admin: { host, port, user: ADMIN_ROLE, password: passwords.admin },
          allow: ['payments_*'],
        },
        'own-postgres': {
          kind: 'postgres' as const,
          strategy: 'alternating-users',
          admin: { host, port, user: ADMIN_ROLE, password: passwords.admin },
          allow: ['payments_*'],
        },
      },
      consumers: {
        checkout: { kind: 'http', base: service.url, token: service.token },
      },
      policies: {
        interrupted: {
          every: 'P30D',
          overlap: 'PT1H',
          soak: 'PT0.5S',
          interruption: 'accept',
        },
        careful: { every: 'P30D', soak: 'PT0.5S' },
      },
      enrolment: [
        {
          namespaces: ['default'],
          stores: ['roles', 'kv'],
          rotators: ['watched-postgres', 'own-postgres', 'other-postgres'],
        },
      ],
      worker: {
        lease: 'PT10S',
        tick: 'PT1S',
        poll: 'PT0.5S',
        grace: 'PT5S',
        maxRepairs: 100,
      },
    },
  };
}

/** What the catalog holds. */
export function managedEntities(
  login: string,
  bound: { rotator: string; policy: string } = {
    rotator: 'watched-postgres',
    policy: 'interrupted',
  },
): Entity[] {
  const users =
    bound.rotator === 'own-postgres' ? ['payments_a', login] : [login];
  return [
    {
      apiVersion: 'backstage.io/v1beta1',
      kind: 'Resource',
      metadata: { namespace: 'default', name: DELEGATED },
      spec: {
        type: 'secret',
        owner: OWNER,
        rotation: {
          store: 'roles',
          path: ROLE,
          rotator: bound.rotator,
          policy: bound.policy,
          options: { users },
        },
      },
      relations: [
        { type: 'ownedBy', targetRef: OWNER },
        { type: 'dependencyOf', targetRef: 'component:default/checkout' },
      ],
    },
    {
      apiVersion: 'backstage.io/v1beta1',
      kind: 'Resource',
      metadata: { namespace: 'default', name: SHARED_LOGIN },
      spec: {
        type: 'secret',
        owner: OWNER,
        rotation: {
          store: 'kv',
          path: 'payments/reports',
          rotator: 'other-postgres',
          policy: 'careful',
          options: { users: ['payments_a', login] },
        },
      },
      relations: [{ type: 'ownedBy', targetRef: OWNER }],
    },
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        namespace: 'default',
        name: 'checkout',
        annotations: { 'keyturn.dev/consumer': 'checkout' },
      },
      spec: { type: 'service', lifecycle: 'production', owner: OWNER },
      relations: [
        { type: 'ownedBy', targetRef: OWNER },
        {
          type: 'dependsOn',
          targetRef: `resource:default/${DELEGATED}`,
        },
      ],
    },
  ];
}

import type { Entity } from '@backstage/catalog-model';
import {
  ADMIN_ROLE,
  PAYMENTS_DATABASE,
  PORTAL_DATABASE,
} from '@keyturn/dev-peers/world';
import { SECRETS, type WorldSecret } from './secrets';
import type { Peers } from './startPeers';

const OWNER = 'group:default/team-payments';
const VERBS = [
  'read',
  'plan',
  'start',
  'recheck',
  'resolve',
  'release',
  'cancel',
];

/** What one replica is told besides what all share. */
export interface ReplicaSettings {
  readonly leaseSeconds: number;
  /** What it reaches that others do not. */
  readonly labels: readonly string[];
}

/** The app-config of a replica. */
export function replicaConfiguration(
  peers: Peers,
  apiToken: string,
  { leaseSeconds, labels }: ReplicaSettings,
) {
  const { postgres, passwords, store, storeLine } = peers;
  return {
    backend: {
      database: {
        client: 'pg',
        pluginDivisionMode: 'schema',
        connection: {
          host: postgres.host,
          port: postgres.port,
          user: PORTAL_DATABASE,
          password: passwords.portal,
          database: PORTAL_DATABASE,
        },
      },
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token: apiToken, subject: 'replica-tests' },
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
        vault: {
          kind: 'vault' as const,
          address: `http://${storeLine.host}:${storeLine.port}`,
          mount: store.mount,
          auth: { token: store.keyturnToken },
          allow: [{ namespaces: ['default'], paths: ['payments/*'] }],
        },
      },
      rotators: Object.fromEntries(
        SECRETS.map(secret => [secret.rotator, rotatorEntry(secret, peers)]),
      ),
      consumers: Object.fromEntries(
        peers.services.map(({ name, url }) => [
          name,
          { kind: 'http', base: url, token: peers.serviceToken },
        ]),
      ),
      policies: {
        replicas: { every: 'P30D', overlap: 'PT1S', soak: 'PT0.5S' },
      },
      enrolment: [
        {
          namespaces: ['default'],
          stores: ['vault'],
          rotators: SECRETS.map(({ rotator }) => rotator),
        },
      ],
      worker: {
        lease: `PT${leaseSeconds}S`,
        tick: 'PT1S',
        poll: 'PT0.5S',
        grace: 'PT5S',
        labels,
        // A consumer may be slow on a busy machine; nobody is there to be asked.
        maxRepairs: 100,
      },
    },
  };
}

function rotatorEntry(
  { name, logins, workerLabels }: WorldSecret,
  peers: Peers,
) {
  const line = peers.targetLines.get(name);
  if (!line) throw new Error(`There is no line for ${name}`);
  return {
    kind: 'postgres',
    strategy: 'alternating-users',
    workerLabels,
    admin: {
      host: line.host,
      port: line.port,
      user: ADMIN_ROLE,
      password: peers.passwords.admin,
      database: PAYMENTS_DATABASE,
    },
    endpoints: [`${line.host}:${line.port}`],
    probeQuery: 'select 1 from orders limit 1',
    allow: logins,
  };
}

/** What the catalog holds. */
export function worldEntities(): Entity[] {
  return SECRETS.flatMap(secret => [
    {
      apiVersion: 'backstage.io/v1beta1',
      kind: 'Resource',
      metadata: { namespace: 'default', name: secret.name },
      spec: {
        type: 'secret',
        owner: OWNER,
        rotation: {
          store: 'vault',
          path: secret.path,
          rotator: secret.rotator,
          policy: 'replicas',
          options: { users: [...secret.logins] },
        },
      },
      relations: [
        { type: 'ownedBy', targetRef: OWNER },
        ...secret.consumers.map(name => ({
          type: 'dependencyOf',
          targetRef: `component:default/${name}`,
        })),
      ],
    },
    ...secret.consumers.map(name => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        namespace: 'default',
        name,
        annotations: { 'keyturn.dev/consumer': name },
      },
      spec: { type: 'service', lifecycle: 'production', owner: OWNER },
      relations: [
        { type: 'ownedBy', targetRef: OWNER },
        {
          type: 'dependsOn',
          targetRef: `resource:default/${secret.name}`,
        },
      ],
    })),
  ]);
}

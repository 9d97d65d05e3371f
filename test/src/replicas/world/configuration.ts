import type { Entity } from '@backstage/catalog-model';
import { ADMIN_ROLE, PAYMENTS_DATABASE } from '@keyturn/dev-peers/world';
import { backendConfiguration, secretEntities } from '../../portal-process';
import { SECRETS, type WorldSecret } from './secrets';
import type { Peers } from './startPeers';

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
  const { store, storeLine } = peers;
  return {
    backend: backendConfiguration({
      postgres: peers.postgres,
      password: peers.passwords.portal,
      apiToken,
      subject: 'replica-tests',
    }),
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
    kind: 'postgres' as const,
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
  return SECRETS.flatMap(({ name, path, rotator, logins, consumers }) =>
    secretEntities({
      name,
      rotation: {
        store: 'vault',
        path,
        rotator,
        policy: 'replicas',
        options: { users: logins },
      },
      consumers,
    }),
  );
}

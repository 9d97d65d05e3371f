import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import type {
  RunDetail,
  SecretDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { freePort } from '@keyturn/dev-peers';
import {
  ADMIN_ROLE,
  makeTemporaryWorld,
  PAYMENTS_DATABASE,
  removeTemporaryWorld,
} from '@keyturn/dev-peers/world';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { startPortalProcess } from '../portal-process';
import {
  replicaConfiguration,
  worldEntities,
} from '../replicas/world/configuration';
import { eventually } from '../replicas/world/eventually';
import { Replica } from '../replicas/world/Replica';
import { PAYMENTS } from '../replicas/world/secrets';
import { startPeers, type Peers } from '../replicas/world/startPeers';

/** The secret that is the administrator's own. */
export const ADMIN_SECRET = 'postgres-admin';
const ADMIN_PATH = 'payments/postgres-admin';
/** The administrators that take turns. */
const PAIR = ['keyturn_a', 'keyturn_b'] as const;
const OWNER = 'group:default/team-platform';
const PATIENCE_MS = 240_000;

/** Two processes of a portal whose administrator at PostgreSQL is itself a secret that Keyturn rotates. */
export class AdminWorld {
  readonly #peers: Peers;
  readonly #portals: readonly Replica[];
  readonly #stops: Array<() => Promise<void>>;

  static async start(): Promise<AdminWorld> {
    const folder = await makeTemporaryWorld();
    const stops = [() => removeTemporaryWorld(folder)];
    try {
      const peers = await startPeers(folder);
      stops.push(() => peers.stop());
      await preparePair(peers);
      const token = random();
      const portals: Replica[] = [];
      for (const name of ['one', 'two']) {
        const portal = await startPortal(peers, join(folder, name), token);
        stops.push(() => portal.process.stop());
        portals.push(portal);
      }
      const world = new AdminWorld(peers, portals, stops);
      for (const name of [ADMIN_SECRET, PAYMENTS.name]) await world.known(name);
      return world;
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  private constructor(
    peers: Peers,
    portals: readonly Replica[],
    stops: Array<() => Promise<void>>,
  ) {
    this.#peers = peers;
    this.#portals = portals;
    this.#stops = stops;
  }

  /** Everything that the portal's processes logged. */
  get logs(): string {
    return this.#portals.map(({ log }) => log).join('\n');
  }

  /** Starts a rotation and waits until it is over or asks a person. */
  async rotate(name: string): Promise<RunDetail> {
    const [{ api }] = this.#portals;
    const secret = { namespace: 'default', name };
    const { id } = await api.startRun(secret, { reason: 'Test' });
    return eventually(
      `R-${id} comes to rest`,
      async () => {
        const run = await api.getRun(id);
        const isAtRest = run.closedAt !== undefined || run.state === 'blocked';
        return isAtRest && run;
      },
      PATIENCE_MS,
    );
  }

  /** What a secret of the catalog is to the portal. */
  known(name: string): Promise<SecretDetail> {
    return eventually(
      `${name} is enrolled`,
      async () => {
        const secret = await this.#portals[0].api
          .getSecret({ namespace: 'default', name })
          .catch(error => {
            if (Object(error).status === 404) return undefined;
            throw error;
          });
        return secret?.binding === 'enrolled' && secret;
      },
      PATIENCE_MS,
    );
  }

  /** The administrator's login as the store has it. */
  async administrator(): Promise<Record<string, string>> {
    const { admin, mount } = this.#peers.store;
    const fields = await admin.read(mount, ADMIN_PATH);
    if (!fields) throw new Error('The store has no administrator');
    return fields;
  }

  /** Whether a fresh login works, past Keyturn. */
  async accepts(fields: Readonly<Record<string, string>>): Promise<boolean> {
    const { host, port } = this.#peers.postgres;
    const client = new Client({
      host,
      port,
      database: PAYMENTS_DATABASE,
      user: fields.username,
      password: fields.password,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch (error) {
      if (['28P01', '28000'].includes(Object(error).code)) return false;
      throw error;
    } finally {
      await client.end();
    }
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    await stopAll(this.#stops);
  }
}

/** Two administrators like the one that the documentation describes, and a keeper that may alter these two. */
async function preparePair({ postgres, store }: Peers): Promise<void> {
  const client = new Client({
    connectionString: postgres.connectionString('postgres'),
  });
  await client.connect();
  try {
    const [first, second] = PAIR;
    const password = random();
    await client.query(
      `CREATE ROLE ${first} LOGIN CREATEROLE PASSWORD ${escapeLiteral(
        password,
      )}`,
    );
    await client.query(`CREATE ROLE ${second} NOLOGIN CREATEROLE`);
    const logins = PAYMENTS.logins.map(escapeIdentifier).join(', ');
    await client.query(
      `GRANT ${logins} TO ${PAIR.join(', ')}
         WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
    );
    await client.query(
      `GRANT pg_signal_backend, pg_read_all_stats TO ${PAIR.join(', ')}`,
    );
    await client.query(
      `GRANT ${PAIR.join(', ')} TO ${ADMIN_ROLE}
         WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
    );
    await store.admin.write(store.mount, ADMIN_PATH, {
      username: first,
      password,
    });
  } finally {
    await client.end();
  }
}

async function startPortal(
  peers: Peers,
  folder: string,
  token: string,
): Promise<Replica> {
  const portal = startPortalProcess({
    folder,
    port: await freePort(),
    configuration: configurationOf(peers, token),
    entities: entities(),
  });
  await portal.ready;
  return new Replica({
    process: portal,
    token,
    logFile: join(folder, 'portal.log'),
  });
}

/** The world of the replica tests, with the administrator read from the store. */
function configurationOf(peers: Peers, token: string) {
  const base = replicaConfiguration(peers, token, {
    leaseSeconds: 10,
    labels: ['dmz'],
  });
  const { secretRotation } = base;
  const { host, port } = peers.postgres;
  const [{ namespaces, stores, rotators }] = secretRotation.enrolment;
  return {
    ...base,
    secretRotation: {
      ...secretRotation,
      rotators: {
        ...secretRotation.rotators,
        [PAYMENTS.rotator]: {
          kind: 'postgres',
          strategy: 'alternating-users',
          admin: {
            host,
            port,
            database: PAYMENTS_DATABASE,
            secret: { store: 'vault', path: ADMIN_PATH },
          },
          probeQuery: 'select 1 from orders limit 1',
          allow: PAYMENTS.logins,
        },
        'postgres-admins': {
          kind: 'postgres',
          strategy: 'alternating-users',
          admin: {
            host,
            port,
            user: ADMIN_ROLE,
            password: peers.passwords.admin,
            database: PAYMENTS_DATABASE,
          },
          allow: PAIR,
        },
      },
      consumers: { ...secretRotation.consumers, portal: { kind: 'self' } },
      enrolment: [
        { namespaces, stores, rotators: [...rotators, 'postgres-admins'] },
      ],
    },
  };
}

function entities(): Entity[] {
  const secret = `resource:default/${ADMIN_SECRET}`;
  return [
    ...worldEntities(),
    {
      apiVersion: 'backstage.io/v1beta1',
      kind: 'Resource',
      metadata: { namespace: 'default', name: ADMIN_SECRET },
      spec: {
        type: 'secret',
        owner: OWNER,
        rotation: {
          store: 'vault',
          path: ADMIN_PATH,
          rotator: 'postgres-admins',
          policy: 'replicas',
          options: { users: [...PAIR] },
        },
      },
      relations: [
        { type: 'ownedBy', targetRef: OWNER },
        { type: 'dependencyOf', targetRef: 'component:default/keyturn' },
      ],
    },
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        namespace: 'default',
        name: 'keyturn',
        annotations: { 'keyturn.dev/consumer': 'portal' },
      },
      spec: { type: 'service', lifecycle: 'production', owner: OWNER },
      relations: [
        { type: 'ownedBy', targetRef: OWNER },
        { type: 'dependsOn', targetRef: secret },
      ],
    },
  ];
}

async function stopAll(stops: Array<() => Promise<void>>): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

function random(): string {
  return randomBytes(18).toString('base64url');
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type {
  RunDetail,
  SecretDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { freePort } from '@keyturn/dev-peers';
import {
  makeTemporaryWorld,
  PAYMENTS_DATABASE,
  removeTemporaryWorld,
} from '@keyturn/dev-peers/world';
import { Client } from 'pg';
import { startPortalProcess } from '../portal-process';
import {
  replicaConfiguration,
  worldEntities,
} from '../replicas/world/configuration';
import { eventually } from '../replicas/world/eventually';
import { Replica } from '../replicas/world/Replica';
import { PAYMENTS } from '../replicas/world/secrets';
import { startPeers, type Peers } from '../replicas/world/startPeers';
import { stopAll } from '../replicas/world/stopAll';
import { ADMIN_PATH, changeKeeper, preparePair } from './administrators';
import { exampleConfiguration, exampleEntities } from './ownCredentials';

/** The secret that is the administrator's own. */
export const ADMIN_SECRET = 'postgres-admin';
const PATIENCE_MS = 240_000;

/** Two processes of a portal whose administrator at PostgreSQL is itself a secret that Keyturn rotates. */
export class AdminWorld {
  readonly #peers: Peers;
  readonly #portals: readonly Replica[];
  readonly #keeperFile: string;
  readonly #stops: Array<() => Promise<void>>;

  static async start(): Promise<AdminWorld> {
    const folder = await makeTemporaryWorld();
    const stops = [() => removeTemporaryWorld(folder)];
    try {
      const peers = await startPeers(folder);
      stops.push(() => peers.stop());
      const keeperFile = join(folder, 'postgres-keeper.json');
      await preparePair(peers, keeperFile);
      const token = random();
      const portals: Replica[] = [];
      for (const name of ['one', 'two']) {
        const portal = await startPortal(
          peers,
          join(folder, name),
          token,
          keeperFile,
        );
        stops.push(() => portal.process.stop());
        portals.push(portal);
      }
      const world = new AdminWorld({ peers, portals, keeperFile, stops });
      for (const name of [ADMIN_SECRET, PAYMENTS.name]) await world.known(name);
      return world;
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  private constructor(parts: {
    peers: Peers;
    portals: readonly Replica[];
    keeperFile: string;
    stops: Array<() => Promise<void>>;
  }) {
    this.#peers = parts.peers;
    this.#portals = parts.portals;
    this.#keeperFile = parts.keeperFile;
    this.#stops = parts.stops;
  }

  /** Everything that the portal's processes logged. */
  get logs(): string {
    return this.#portals.map(({ log }) => log).join('\n');
  }

  /** Starts a rotation and waits until it is over or asks a person. */
  async rotate(name: string): Promise<RunDetail> {
    const [{ api }] = this.#portals;
    return this.atRest(await begin(api, name));
  }

  /**
   * Starts a rotation at the second process, and kills that one when the store has the new version and the old one is
   * not refused yet.
   */
  async rotateUntilKilled(name: string): Promise<number> {
    const [{ api }, second] = this.#portals;
    const id = await begin(second.api, name);
    await eventually(
      `R-${id} is between promote and revoke`,
      async () => {
        const { step } = await api.getRun(id);
        return step && ['reload', 'monitor', 'verify'].includes(step);
      },
      PATIENCE_MS,
    );
    second.process.send('SIGKILL');
    await second.process.ended;
    return id;
  }

  /** Waits until a run is over or asks a person. */
  atRest(id: number): Promise<RunDetail> {
    const [{ api }] = this.#portals;
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

  /** Gives the keeper another password, as an operator does: at the server, then in the file. */
  changeKeeper(): Promise<void> {
    return changeKeeper(this.#peers, this.#keeperFile);
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

async function startPortal(
  peers: Peers,
  folder: string,
  token: string,
  keeperFile: string,
): Promise<Replica> {
  const portal = startPortalProcess({
    folder,
    port: await freePort(),
    configuration: configurationOf(peers, token, keeperFile),
    entities: [...worldEntities(), ...exampleEntities()],
  });
  await portal.ready;
  return new Replica({
    process: portal,
    token,
    logFile: join(folder, 'portal.log'),
  });
}

/** The world of the replica tests, with the example's entries in it. */
function configurationOf(peers: Peers, token: string, keeperFile: string) {
  const base = replicaConfiguration(peers, token, {
    leaseSeconds: 10,
    labels: ['dmz'],
  });
  const { secretRotation } = base;
  const { host, port } = peers.postgres;
  const example = exampleConfiguration({
    PAYMENTS_DB_HOST: host,
    POSTGRES_KEEPER_FILE: keeperFile,
  });
  const atPort = Object.entries(example.rotators).map(([name, entry]) => [
    name,
    { ...entry, admin: { ...entry.admin, port } },
  ]);
  const { policies } = secretRotation;
  return {
    ...base,
    secretRotation: {
      ...secretRotation,
      rotators: { ...secretRotation.rotators, ...Object.fromEntries(atPort) },
      consumers: { ...secretRotation.consumers, ...example.consumers },
      policies: { ...policies, database: policies.replicas },
      enrolment: [...secretRotation.enrolment, ...example.enrolment],
    },
  };
}

async function begin(api: Replica['api'], name: string): Promise<number> {
  const secret = { namespace: 'default', name };
  return (await api.startRun(secret, { reason: 'Test' })).id;
}

function random(): string {
  return randomBytes(18).toString('base64url');
}

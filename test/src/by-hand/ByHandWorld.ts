import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import secretRotationPlugin from '@keyturn/backstage-plugin-secret-rotation-backend';
import httpModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-http';
import manualModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-manual';
import vaultModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-vault';
import {
  SecretRotationClient,
  type RunDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { typeIntoCommand, type TypedOutcome } from '@keyturn/dev-peers';
import {
  makeTemporaryWorld,
  PAYMENTS_DATABASE,
  removeTemporaryWorld,
  setFirstPassword,
} from '@keyturn/dev-peers/world';
import { Client } from 'pg';
import { secretEntities } from '../portal-process';
import { replicaConfiguration } from '../replicas/world/configuration';
import { eventually } from '../replicas/world/eventually';
import { PAYMENTS } from '../replicas/world/secrets';
import { startPeers, type Peers } from '../replicas/world/startPeers';

/** Who the task is for. She has no right on the secret otherwise. */
export const ANA = 'user:default/ana';
/** Who owns the secret. */
export const BEN = 'user:default/ben';
const PATIENCE_MS = 120_000;

/** A portal that asks a person to change a login of PostgreSQL, in OpenBao and in front of running services. */
export class ByHandWorld {
  readonly #peers: Peers;
  readonly #portal: TestBackend;
  readonly #binary: string;
  readonly #folder: string;
  readonly #stops: Array<() => Promise<void>>;

  /** @param binary - the command-line tool of the store */
  static async start(binary: string): Promise<ByHandWorld> {
    const folder = await makeTemporaryWorld();
    const stops = [() => removeTemporaryWorld(folder)];
    try {
      const peers = await startPeers(folder);
      stops.push(() => peers.stop());
      const portal = await startPortal(peers);
      stops.push(() => portal.stop());
      const world = new ByHandWorld({ peers, portal, binary, folder, stops });
      await world.#known();
      return world;
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  private constructor(parts: {
    peers: Peers;
    portal: TestBackend;
    binary: string;
    folder: string;
    stops: Array<() => Promise<void>>;
  }) {
    this.#peers = parts.peers;
    this.#portal = parts.portal;
    this.#binary = parts.binary;
    this.#folder = parts.folder;
    this.#stops = parts.stops;
  }

  /** The portal as somebody who has signed in. */
  as(user: string): SecretRotationClient {
    const origin = `http://127.0.0.1:${this.#portal.server.port()}`;
    return new SecretRotationClient({
      discovery: { getBaseUrl: async plugin => `${origin}/api/${plugin}` },
      fetch: (input, init) => {
        const request = new Request(input, init);
        request.headers.set('authorization', mockCredentials.user.header(user));
        return fetch(request);
      },
    });
  }

  /** Starts a rotation, and waits until it asks. */
  async begin(): Promise<RunDetail> {
    const run = await this.as(BEN).startRun(
      { namespace: 'default', name: PAYMENTS.name },
      { reason: 'The partner asks for it' },
    );
    return this.atRest(run.id);
  }

  /** Waits until a run is over or asks a person something. */
  atRest(id: number): Promise<RunDetail> {
    return eventually(
      `R-${id} comes to rest`,
      async () => {
        const run = await this.as(BEN).getRun(id);
        const isAtRest = run.closedAt !== undefined || run.state === 'blocked';
        return isAtRest && run;
      },
      PATIENCE_MS,
    );
  }

  /** What the person does at the target. */
  async changePassword(password: string): Promise<void> {
    const [username] = PAYMENTS.logins;
    await setFirstPassword(this.#peers.postgres, username, password);
  }

  /** What the person does at a shell: pastes the command of the task, and types when it asks. */
  type(command: string, typed: string): Promise<TypedOutcome> {
    const { address, rootToken } = this.#peers.store;
    return typeIntoCommand({
      command,
      typed,
      tools: { bao: `exec '${this.#binary}' "$@"` },
      env: { VAULT_ADDR: address, VAULT_TOKEN: rootToken, HOME: this.#folder },
    });
  }

  /** What consumers read now. */
  async stored(): Promise<Record<string, string>> {
    const { admin, mount } = this.#peers.store;
    const fields = await admin.read(mount, PAYMENTS.path);
    if (!fields) throw new Error('The store has no login');
    return fields;
  }

  /** Somebody else's write, past Keyturn and the task. */
  async overwrite(fields: Record<string, string>): Promise<void> {
    const { admin, mount } = this.#peers.store;
    await admin.write(mount, PAYMENTS.path, fields);
  }

  /** Whether a fresh login works, past Keyturn. */
  async accepts(password: string): Promise<boolean> {
    const { host, port } = this.#peers.postgres;
    const [user] = PAYMENTS.logins;
    const client = new Client({
      host,
      port,
      database: PAYMENTS_DATABASE,
      user,
      password,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch (error) {
      if (Object(error).code === '28P01') return false;
      throw error;
    } finally {
      await client.end();
    }
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    await stopAll(this.#stops);
  }

  async #known(): Promise<void> {
    await eventually(
      `${PAYMENTS.name} is enrolled`,
      async () => {
        const secret = await this.as(BEN)
          .getSecret({ namespace: 'default', name: PAYMENTS.name })
          .catch(error => {
            if (Object(error).status === 404) return undefined;
            throw error;
          });
        return secret?.binding === 'enrolled';
      },
      PATIENCE_MS,
    );
  }
}

/** The portal of the replica tests in this process, where people can sign in, and where a person changes the login. */
function startPortal(peers: Peers): Promise<TestBackend> {
  const { secretRotation } = replicaConfiguration(peers, 'not used', {
    leaseSeconds: 10,
    labels: [],
  });
  const { vault } = secretRotation.stores;
  const { replicas } = secretRotation.policies;
  return startTestBackend({
    features: [
      secretRotationPlugin,
      vaultModule,
      manualModule,
      httpModule,
      // That of the test utilities runs a task once.
      schedulerServiceFactory,
      catalogServiceMock.factory({ entities: entitiesOfBen() }),
      mockServices.rootConfig.factory({
        data: {
          secretRotation: {
            ...secretRotation,
            stores: { vault: { ...vault, cli: 'bao' } },
            rotators: {
              'partner-portal': {
                kind: 'manual',
                overlap: 'single',
                assignee: ANA,
                field: 'password',
                allow: ['payments-*'],
                tasks: {
                  activate: {
                    title: 'Change the password of {name}',
                    instructions: 'At the partner, then in the store.',
                  },
                  revoke: {
                    title: 'See that the old password is gone',
                    instructions: 'At the partner.',
                  },
                },
              },
            },
            policies: { replicas: { ...replicas, interruption: 'accept' } },
            worker: { ...secretRotation.worker, labels: [] },
            enrolment: [
              {
                namespaces: ['default'],
                stores: ['vault'],
                rotators: ['partner-portal'],
              },
            ],
          },
        },
      }),
    ],
  });
}

function entitiesOfBen() {
  return secretEntities({
    name: PAYMENTS.name,
    owner: BEN,
    rotation: {
      store: 'vault',
      path: PAYMENTS.path,
      rotator: 'partner-portal',
      policy: 'replicas',
      options: { name: 'payments-login' },
    },
    consumers: PAYMENTS.consumers,
  });
}

async function stopAll(stops: Array<() => Promise<void>>): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

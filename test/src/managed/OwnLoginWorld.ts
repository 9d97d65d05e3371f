import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { freePort } from '@keyturn/dev-peers';
import {
  keyturnPolicy,
  makeTemporaryWorld,
  removeTemporaryWorld,
} from '@keyturn/dev-peers/world';
import { secretEntities, startPortalProcess } from '../portal-process';
import {
  replicaConfiguration,
  worldEntities,
} from '../replicas/world/configuration';
import { eventually } from '../replicas/world/eventually';
import { Replica } from '../replicas/world/Replica';
import { PAYMENTS } from '../replicas/world/secrets';
import { startPeers, type Peers } from '../replicas/world/startPeers';
import { stopAll } from '../replicas/world/stopAll';
import { AppRole } from './AppRole';

/** The secret by which the portal's store logs in. */
export const OWN_LOGIN = 'keyturn-login';
const KEEPER = 'keeper';
const PATH = 'payments/keyturn-login';
const PATIENCE_MS = 180_000;

/** A portal whose store logs in at a real OpenBao with a secret of another store, which the portal itself rotates. */
export class OwnLoginWorld {
  readonly #peers: Peers;
  readonly #portal: Replica;
  readonly #appRole: AppRole;
  readonly #stops: Array<() => Promise<void>>;

  static async start(): Promise<OwnLoginWorld> {
    const folder = await makeTemporaryWorld();
    const stops = [() => removeTemporaryWorld(folder)];
    try {
      const peers = await startPeers(folder);
      stops.push(() => peers.stop());
      const { appRole, tokens } = await prepare(peers, folder);
      const apiToken = randomBytes(18).toString('base64url');
      const portalFolder = join(folder, 'portal');
      const portal = startPortalProcess({
        folder: portalFolder,
        port: await freePort(),
        configuration: configurationOf(peers, apiToken, tokens),
        entities: [...worldEntities(), ...ownEntities()],
      });
      stops.push(() => portal.stop());
      await portal.ready;
      const world = new OwnLoginWorld({
        peers,
        portal: new Replica({
          process: portal,
          token: apiToken,
          logFile: join(portalFolder, 'portal.log'),
        }),
        appRole,
        stops,
      });
      for (const name of [OWN_LOGIN, PAYMENTS.name]) await world.known(name);
      return world;
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  private constructor(parts: {
    peers: Peers;
    portal: Replica;
    appRole: AppRole;
    stops: Array<() => Promise<void>>;
  }) {
    this.#peers = parts.peers;
    this.#portal = parts.portal;
    this.#appRole = parts.appRole;
    this.#stops = parts.stops;
  }

  /** Everything that the portal logged. */
  get log(): string {
    return this.#portal.log;
  }

  /** Starts a rotation and waits until it is over or asks a person. */
  async rotate(name: string): Promise<RunDetail> {
    const { api } = this.#portal;
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

  /** Waits until the portal may act on a secret. */
  async known(name: string): Promise<void> {
    await eventually(
      `${name} is enrolled`,
      async () => {
        const secret = await this.#portal.api
          .getSecret({ namespace: 'default', name })
          .catch(error => {
            if (Object(error).status === 404) return undefined;
            throw error;
          });
        return secret?.binding === 'enrolled';
      },
      PATIENCE_MS,
    );
  }

  /** The login as the other store has it. */
  async present(): Promise<Record<string, string>> {
    const fields = await this.#peers.store.admin.read(KEEPER, PATH);
    if (!fields) throw new Error('The store has no login');
    return fields;
  }

  /** Whether a fresh login works, past Keyturn. */
  accepts(fields: Readonly<Record<string, string>>): Promise<boolean> {
    return this.#appRole.accepts(fields);
  }

  /** Ends every token that anybody got by the role: who goes on has to log in. */
  endTokens(): Promise<void> {
    return this.#appRole.endTokens();
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    await stopAll(this.#stops);
  }
}

/** What an operator does once: the role, its first secret id in the other store, and who may rotate it. */
async function prepare({ store }: Peers, folder: string) {
  const { admin, address, rootToken } = store;
  const appRole = new AppRole(
    { address, token: rootToken },
    join(folder, 'secret-id'),
  );
  const roleId = await appRole.create(keyturnPolicy(store.mount));
  const accessor = await appRole.issue();
  await admin.mountKv(KEEPER);
  await admin.write(KEEPER, PATH, {
    roleId,
    secretId: readFileSync(appRole.file, 'utf8'),
    accessor,
  });
  const tokens = {
    keeper: await admin.createToken('keeper', keyturnPolicy(KEEPER)),
    rotator: await admin.createToken(
      'keyturn-approle',
      examplePolicy('keyturn-approle'),
    ),
  };
  return { appRole, tokens };
}

/** The world of the replica tests, whose store logs in with a secret of another one. */
function configurationOf(
  peers: Peers,
  apiToken: string,
  tokens: { readonly keeper: string; readonly rotator: string },
) {
  const base = replicaConfiguration(peers, apiToken, {
    leaseSeconds: 10,
    labels: ['dmz'],
  });
  const { secretRotation } = base;
  const { vault } = secretRotation.stores;
  const { address } = peers.store;
  return {
    ...base,
    secretRotation: {
      ...secretRotation,
      stores: {
        vault: {
          ...vault,
          auth: { appRole: { secret: { store: KEEPER, path: PATH } } },
        },
        [KEEPER]: {
          ...vault,
          mount: KEEPER,
          auth: { token: tokens.keeper },
        },
      },
      rotators: {
        ...secretRotation.rotators,
        'keyturn-approle': {
          kind: 'vault-approle' as const,
          address,
          auth: { token: tokens.rotator },
          allow: ['keyturn'],
        },
      },
      consumers: { ...secretRotation.consumers, portal: { kind: 'self' } },
      enrolment: [
        ...secretRotation.enrolment,
        {
          namespaces: ['default'],
          stores: [KEEPER],
          rotators: ['keyturn-approle'],
        },
      ],
    },
  };
}

function ownEntities() {
  return secretEntities({
    name: OWN_LOGIN,
    rotation: {
      store: KEEPER,
      path: PATH,
      rotator: 'keyturn-approle',
      policy: 'replicas',
      options: { role: 'keyturn' },
    },
    consumers: ['portal'],
  });
}

/** What docs/integrations/vault.md tells operators to grant. */
function examplePolicy(name: string): string {
  const tests = dirname(require.resolve('keyturn-tests/package.json'));
  return readFileSync(resolve(tests, `../examples/vault/${name}.hcl`), 'utf8');
}

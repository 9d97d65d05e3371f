import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type {
  RunDetail,
  SecretDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  freePort,
  startFaultProxy,
  startPostgres,
  startSecretsManager,
  startService,
  type FaultProxy,
  type RunningPostgres,
  type RunningService,
  type SecretsManager,
} from '@keyturn/dev-peers';
import {
  ADMIN_ROLE,
  keyturnPolicy,
  makeTemporaryWorld,
  PAYMENTS_DATABASE,
  preparePostgres,
  removeTemporaryWorld,
  StoreAdmin,
} from '@keyturn/dev-peers/world';
import { startPortalProcess } from '../portal-process';
import { acceptsLogin } from '../replicas/world/acceptsLogin';
import { eventually } from '../replicas/world/eventually';
import { Replica } from '../replicas/world/Replica';
import { stopAll } from '../replicas/world/stopAll';
import { AppRole } from './AppRole';
import {
  DELEGATED,
  managedEntities,
  portalConfiguration,
  ROLE,
} from './configuration';

const MOUNT = 'database';
/** A login that the database engine alone changes. */
const LOGIN = 'payments_b';
const PATIENCE_MS = 180_000;

/** A portal before a real OpenBao that rotates a login of a real PostgreSQL, and a service that uses it. */
export class ManagedWorld {
  readonly portal: Replica;
  readonly admin: StoreAdmin;
  /** Everything between Keyturn and the secrets manager goes along it. */
  readonly line: FaultProxy;
  readonly postgres: RunningPostgres;
  readonly #postgresLog: string;
  readonly #appRole: AppRole;
  #secretId: string;
  readonly #stops: Array<() => Promise<void>>;

  static async start(binary: string): Promise<ManagedWorld> {
    const folder = await makeTemporaryWorld();
    const stops = [() => removeTemporaryWorld(folder)];
    try {
      return await begin(folder, binary, stops);
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  constructor(parts: {
    portal: Replica;
    admin: StoreAdmin;
    line: FaultProxy;
    postgres: RunningPostgres;
    postgresLog: string;
    appRole: AppRole;
    secretId: string;
    stops: Array<() => Promise<void>>;
  }) {
    this.portal = parts.portal;
    this.admin = parts.admin;
    this.line = parts.line;
    this.postgres = parts.postgres;
    this.#postgresLog = parts.postgresLog;
    this.#appRole = parts.appRole;
    this.#secretId = parts.secretId;
    this.#stops = parts.stops;
  }

  /** What the manager holds for the role: its login and password, and since when. */
  credentials(): Promise<Readonly<Record<string, string>>> {
    return this.admin.readStaticRole(MOUNT, ROLE);
  }

  /** How often the login's password was changed, by the database's own log. */
  changes(): number {
    const log = readFileSync(this.#postgresLog, 'utf8');
    return log.split(`ALTER ROLE "${LOGIN}" WITH LOGIN PASSWORD`).length - 1;
  }

  /** Whether a fresh login works, past Keyturn. */
  accepts(fields: Readonly<Record<string, string>>): Promise<boolean> {
    return acceptsLogin(this.postgres, fields);
  }

  /** Rotates what the portal logs in with at the secrets manager: a new secret id, then the old one is destroyed. */
  async changeSecretId(): Promise<void> {
    const former = this.#secretId;
    this.#secretId = await this.#appRole.issue();
    await this.#appRole.destroy(former);
  }

  /** Changes the secret's binding in the catalog, and waits until that was read. */
  async bind(bound: {
    rotator: string;
    policy: string;
  }): Promise<SecretDetail> {
    this.portal.process.setEntities(managedEntities(LOGIN, bound));
    return this.known(
      ({ policy, rotator }) =>
        policy?.name === bound.policy && rotator === bound.rotator,
    );
  }

  /** Waits until the catalog was read. */
  known(isSo: (secret: SecretDetail) => boolean = () => true) {
    return eventually(
      `${DELEGATED} is as the catalog says`,
      async () => {
        const secret = await this.portal.api
          .getSecret({ namespace: 'default', name: DELEGATED })
          .catch(error => {
            if (Object(error).status === 404) return undefined;
            throw error;
          });
        return secret && isSo(secret) ? secret : undefined;
      },
      PATIENCE_MS,
    );
  }

  /** Starts a rotation and waits for its end. */
  async rotate(): Promise<RunDetail> {
    const secret = { namespace: 'default', name: DELEGATED };
    const { id } = await this.portal.api.startRun(secret, { reason: 'Test' });
    return this.until(id);
  }

  /** Waits until a run is as it should be. */
  until(
    id: number,
    isSo: (run: RunDetail) => boolean = run => run.closedAt !== undefined,
  ): Promise<RunDetail> {
    return eventually(
      `R-${id} is as it should be`,
      async () => {
        const run = await this.portal.api.getRun(id);
        return isSo(run) && run;
      },
      PATIENCE_MS,
    );
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    await stopAll(this.#stops);
  }
}

async function begin(
  folder: string,
  binary: string,
  stops: Array<() => Promise<void>>,
): Promise<ManagedWorld> {
  const passwords = { admin: random(), portal: random() };
  const postgresLog = join(folder, 'postgres.log');
  const [postgres, manager] = await Promise.all([
    startPostgres({
      dataDir: join(folder, 'postgres'),
      logFile: postgresLog,
      settings: { fsync: 'off', log_statement: 'ddl' },
    }),
    startSecretsManager({ dataDir: join(folder, 'store'), binary }),
  ]);
  stops.push(
    () => postgres.stop(),
    () => manager.stop(),
  );
  await preparePostgres(postgres, passwords);
  const admin = new StoreAdmin(manager);
  const { host, port } = postgres;
  await admin.mountDatabase(MOUNT, {
    host,
    port,
    username: ADMIN_ROLE,
    password: passwords.admin,
  });
  await admin.addStaticRole(MOUNT, ROLE, LOGIN);
  const appRole = new AppRole(manager, join(folder, 'secret-id'));
  const roleId = await appRole.create(
    [
      examplePolicy('keyturn-static-roles'),
      examplePolicy('keyturn-other-rotators'),
      keyturnPolicy('secret'),
    ].join('\n'),
  );
  const secretId = await appRole.issue();
  const line = await startFaultProxy({
    port: Number(new URL(manager.address).port),
  });
  stops.push(() => line.stop());
  const serviceToken = random();
  const service = await startOrders(folder, postgres, manager, serviceToken);
  stops.push(() => service.stop());
  const apiToken = random();
  const portalFolder = join(folder, 'portal');
  const portal = startPortalProcess({
    folder: portalFolder,
    port: await freePort(),
    configuration: portalConfiguration({
      postgres,
      passwords,
      apiToken,
      roles: {
        address: `http://${line.host}:${line.port}`,
        mount: MOUNT,
        auth: { appRole: { roleId, secretIdFile: appRole.file } },
      },
      service: { url: service.url, token: serviceToken },
    }),
    entities: managedEntities(LOGIN),
  });
  stops.push(() => portal.stop());
  await portal.ready;
  const replica = new Replica({
    process: portal,
    token: apiToken,
    logFile: join(portalFolder, 'portal.log'),
  });
  const world = new ManagedWorld({
    portal: replica,
    admin,
    line,
    postgres,
    postgresLog,
    appRole,
    secretId,
    stops,
  });
  await world.known();
  return world;
}

function startOrders(
  folder: string,
  postgres: RunningPostgres,
  manager: SecretsManager,
  token: string,
): Promise<RunningService> {
  return startService({
    name: 'checkout',
    token,
    store: {
      kind: 'vault-static-role',
      address: manager.address,
      token: manager.token,
      mount: MOUNT,
      path: ROLE,
    },
    target: {
      kind: 'postgres',
      host: postgres.host,
      port: postgres.port,
      database: PAYMENTS_DATABASE,
    },
    connections: 2,
    journalDir: join(folder, 'journals'),
  });
}

/** What docs/integrations/delegated.md tells operators to grant. */
function examplePolicy(name: string): string {
  const tests = dirname(require.resolve('keyturn-tests/package.json'));
  return readFileSync(resolve(tests, `../examples/vault/${name}.hcl`), 'utf8');
}

function random(): string {
  return randomBytes(18).toString('base64url');
}

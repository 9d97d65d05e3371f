import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type {
  RunDetail,
  SecretRotationApi,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  freePort,
  readJournals,
  startPostgres,
  startService,
  type Journals,
  type RunningPostgres,
  type RunningService,
} from '@keyturn/dev-peers';
import {
  createRecordedApi,
  dumpPostgres,
  findLeaks,
  guardedValues,
  makeTemporaryWorld,
  PAYMENTS_DATABASE,
  PORTAL_DATABASE,
  preparePostgres,
  removeTemporaryWorld,
  seedSecret,
  startStore,
  WORLD_SECRETS,
  WorldState,
  type StoreKind,
  type WorldSecret,
  type WorldStore,
} from '@keyturn/dev-peers/world';
import { Client } from 'pg';
import { targetView } from '../../crash-sweep/strategies/targetView';
import { startPortalProcess, type PortalProcess } from '../../portal-process';
import { eventually } from '../../replicas/world/eventually';
import {
  portalConfiguration,
  portalEntities,
  UNCLAIMED,
} from './configuration';

const KINDS: readonly StoreKind[] = ['vault', 'aws', 'gcp'];
/** A machine may be busy with other tests. */
const PATIENCE_MS = 180_000;

/** One portal process, three secrets managers with a secret each, and services that read from each of them. */
export class ThreeStores {
  readonly #folder: string;
  readonly #token = randomBytes(18).toString('base64url');
  readonly #ends: Array<() => Promise<void>> = [];
  readonly #stores = new Map<StoreKind, WorldStore>();
  readonly #services: RunningService[] = [];
  #state?: WorldState;
  #postgres?: RunningPostgres;
  #portal?: PortalProcess;
  #api?: SecretRotationApi;
  #seededAt?: number;

  /** Brings everything up and waits until each secret may be rotated. */
  static async start(): Promise<ThreeStores> {
    const world = new ThreeStores(await makeTemporaryWorld());
    try {
      await world.#start();
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  get api(): SecretRotationApi {
    return started(this.#api);
  }

  /** When the managers had got everything that the portal found there at its start. */
  get seededAt(): number {
    return started(this.#seededAt);
  }

  /** By name and description, for the output of the test. */
  get descriptions(): string[] {
    return [...this.#stores.values()].map(({ description }) => description);
  }

  store(kind: StoreKind): WorldStore {
    return started(this.#stores.get(kind));
  }

  /** Every instance of the services that use a secret. */
  servicesOf({ services }: WorldSecret): RunningService[] {
    return this.#services.filter(({ name }) =>
      services.some(([service]) => service === name),
    );
  }

  get journals(): Journals {
    return readJournals(join(this.#folder, 'journals'));
  }

  /** What a service attests to whoever shows the token. */
  async attestation({ url }: RunningService, nonce: string) {
    const response = await fetch(`${url}/keyturn/attest?nonce=${nonce}`, {
      headers: { authorization: `Bearer ${this.#token}` },
    });
    const { uses } = (await response.json()) as {
      uses: Array<{ path: string; version: string; hmac: string }>;
    };
    return uses;
  }

  /** What PostgreSQL says to a fresh login. */
  async login(fields: Readonly<Record<string, string>>): Promise<string> {
    const { host, port } = started(this.#postgres);
    const [answer] = await targetView([
      { kind: 'postgres', host, port, database: PAYMENTS_DATABASE },
    ]).login(fields);
    return answer;
  }

  /** Waits until a run is as it should be. */
  until(
    id: number,
    what: string,
    isSo: (run: RunDetail) => boolean,
  ): Promise<RunDetail> {
    return eventually(
      `R-${id} ${what}`,
      async () => {
        const run = await this.api.getRun(id);
        return isSo(run) && run;
      },
      PATIENCE_MS,
    );
  }

  closed(id: number): Promise<RunDetail> {
    return this.until(id, 'is over', ({ closedAt }) => closedAt !== undefined);
  }

  /** Makes the watch ask the stores for every secret again at its next tick, as it does after ten minutes. */
  async askAgain(): Promise<void> {
    const client = new Client({
      connectionString: started(this.#postgres).connectionString(
        PORTAL_DATABASE,
      ),
    });
    await client.connect();
    try {
      await client.query('UPDATE "secret-rotation".secrets SET looked_at = 0');
    } finally {
      await client.end();
    }
  }

  /** Ends a store, until {@link restart}. */
  async end(kind: StoreKind): Promise<void> {
    await this.store(kind).stop();
  }

  /** Starts a store again, on its data and its port. */
  async restart(kind: StoreKind): Promise<void> {
    await this.#startStore(kind);
  }

  /** Looks for values in everything that was written and answered: logs, the ledger, journals, the API's answers. */
  async leaks(values: {
    readonly gone: readonly string[];
    readonly current: readonly string[];
  }) {
    await dumpPostgres(
      started(this.#postgres).connectionString(PORTAL_DATABASE),
      join(this.#folder, 'portal-database.txt'),
    );
    const guarded = guardedValues({ ...values, credentials: [] });
    return findLeaks(this.#folder, guarded);
  }

  /** Ends everything: whoever uses a peer before the peer. */
  async stop(): Promise<void> {
    await this.#portal?.stop();
    await Promise.all(this.#services.map(service => service.stop()));
    for (const store of this.#stores.values()) await store.stop();
    for (const end of this.#ends.splice(0).reverse()) await end();
    await removeTemporaryWorld(this.#folder);
  }

  async #start(): Promise<void> {
    const folder = this.#folder;
    this.#state = await WorldState.open(folder);
    const postgres = await startPostgres({
      dataDir: join(folder, 'postgres'),
      logFile: join(folder, 'postgres.log'),
      settings: {
        fsync: 'off',
        max_connections: '200',
        log_statement: 'all',
      },
    });
    this.#postgres = postgres;
    this.#ends.push(() => postgres.stop());
    for (const kind of KINDS) await this.#startStore(kind);
    const passwords = {
      admin: randomBytes(18).toString('base64url'),
      portal: randomBytes(18).toString('base64url'),
    };
    const logins = WORLD_SECRETS.flatMap(secret => secret.logins);
    await preparePostgres(postgres, passwords, logins);
    for (const secret of WORLD_SECRETS) {
      const store = this.store(secret.store);
      await seedSecret(secret, postgres, store);
      await store.operator.write(UNCLAIMED[secret.store], {
        key: 'a-legacy-key',
      });
    }
    this.#seededAt = Date.now();
    await Promise.all(WORLD_SECRETS.map(secret => this.#serve(secret)));
    this.#portal = startPortalProcess({
      folder: join(folder, 'portal'),
      port: await freePort(),
      configuration: portalConfiguration({
        postgres,
        passwords,
        stores: [...this.#stores.values()],
        services: this.#services,
        token: this.#token,
      }),
      entities: portalEntities(),
    });
    this.#api = createRecordedApi({
      url: this.#portal.url,
      token: this.#token,
      file: join(folder, 'api-traffic.txt'),
    });
    await this.#portal.ready;
    for (const { name } of WORLD_SECRETS) {
      await eventually(
        `${name} is enrolled`,
        async () => {
          const { items } = await this.api.listSecrets();
          return items.some(
            secret => secret.name === name && secret.binding === 'enrolled',
          );
        },
        PATIENCE_MS,
      );
    }
  }

  async #startStore(kind: StoreKind): Promise<void> {
    const folder = join(this.#folder, 'secrets-manager');
    // Somebody's own server would not be a peer of the test.
    const env = { ...process.env, VAULT_ADDR: undefined };
    const store = await startStore(kind, started(this.#state), folder, env);
    this.#stores.set(kind, store);
  }

  async #serve(secret: WorldSecret): Promise<void> {
    const { host, port } = started(this.#postgres);
    const instances = secret.services.flatMap(([name, all]) =>
      all.map(instance => ({ name, instance })),
    );
    for (const { name, instance } of instances) {
      this.#services.push(
        await startService({
          name,
          instance,
          token: this.#token,
          store: this.store(secret.store).serviceStore(secret.path),
          target: {
            kind: 'postgres',
            host,
            port,
            database: PAYMENTS_DATABASE,
          },
          connections: 2,
          journalDir: join(this.#folder, 'journals'),
          logFile: join(this.#folder, 'logs', `${instance}.log`),
        }),
      );
    }
  }
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The world has not started');
  return part;
}

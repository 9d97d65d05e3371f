import { startPostgres, type RunningPostgres } from '../postgres';
import type { RunningService } from '../services';
import { makeFolders, worldPaths, type WorldPaths } from './folder';
import type { WorldOptions } from './options';
import { readPersons } from './persons';
import { LOG_LINE_PREFIX, preparePostgres } from './payments/database';
import { WORLD_SECRETS, type WorldSecret } from './payments/secrets';
import { seedSecret } from './payments/seed';
import { startServices } from './payments/services';
import { buildAppWhenStale } from './portal/appBuild';
import { Backend, type BackendEvent } from './portal/Backend';
import { writePortalConfiguration } from './portal/configuration';
import { ProcessRecords } from './processes/ProcessRecords';
import { startStore } from './store/startStore';
import type { StoreKind, WorldStore } from './store/WorldStore';
import { WorldState } from './WorldState';

/** What a world tells while it comes up and runs. @public */
export type WorldEvent =
  | BackendEvent
  | {
      readonly type: 'peers-ready';
      readonly stores: ReadonlyArray<{
        readonly kind: StoreKind;
        readonly description: string;
        readonly isStandIn: boolean;
      }>;
      readonly services: readonly string[];
      /** With the store's id of what each begins with. */
      readonly secrets: ReadonlyArray<{
        readonly secret: WorldSecret;
        readonly version: string;
      }>;
    }
  | { readonly type: 'app-building' }
  | { readonly type: 'portal-ready'; readonly url: string };

/**
 * The quick-start world: PostgreSQL, one or more secrets managers, the services and the portal, each a process of its own.
 * @internal
 */
export class World {
  readonly #options: WorldOptions;
  readonly #paths: WorldPaths;
  readonly #records: ProcessRecords;
  readonly #onEvent: (event: WorldEvent) => void;
  readonly #build = new AbortController();
  #postgres?: RunningPostgres;
  readonly #stores: WorldStore[] = [];
  #services: RunningService[] = [];
  #backend?: Backend;
  #starting: Promise<void> = Promise.resolve();

  constructor(options: WorldOptions, onEvent: (event: WorldEvent) => void) {
    this.#options = options;
    this.#paths = worldPaths(options.folder);
    this.#records = new ProcessRecords(this.#paths.processes);
    this.#onEvent = onEvent;
  }

  /**
   * Brings everything up, on what is left in its folder from last time. Resolves when the portal answers.
   * @throws Error when another process runs the world in this folder
   */
  async start(): Promise<void> {
    this.#starting = this.#startAll();
    await this.#starting;
    await this.#backend?.untilReady();
  }

  /** Ends everything: whoever uses a peer before the peer. A repeat is harmless. */
  async stop(): Promise<void> {
    this.#build.abort();
    // What is half started is started first, so that nothing is left behind.
    await this.#starting.catch(() => undefined);
    await Promise.all([
      ...this.#services.map(service => service.stop()),
      this.#backend?.stop(),
    ]);
    if (this.#options.isTemporary) {
      await Promise.all(this.#stores.map(store => store.discard()));
    }
    await Promise.all([
      ...this.#stores.map(store => store.stop()),
      this.#postgres?.stop(),
    ]);
    await this.#records.remove(process.pid);
    await this.#records.endAll();
  }

  async #startAll(): Promise<void> {
    const paths = this.#paths;
    await makeFolders(paths);
    await this.#records.endAll();
    await this.#records.add('supervisor', process.pid, { isGuardian: true });
    const state = await WorldState.open(paths.folder);
    const app = this.#options.app
      ? buildAppWhenStale(
          `${paths.logs}/app-build.log`,
          this.#build.signal,
          () => this.#onEvent({ type: 'app-building' }),
        )
      : Promise.resolve();
    const [built, peers] = await Promise.allSettled([
      app,
      this.#startPeers(state),
    ]);
    for (const result of [peers, built]) {
      if (result.status === 'rejected') {
        throw result.reason;
      }
    }
    await this.#startBackend(state);
  }

  async #startPeers(state: WorldState): Promise<void> {
    const paths = this.#paths;
    const [port, admin, portal] = [
      await state.port('postgres'),
      await state.credential('postgres-admin'),
      await state.credential('portal-database'),
    ];
    const secrets = WORLD_SECRETS.filter(({ store }) =>
      this.#options.stores.includes(store),
    );
    const starts = await Promise.allSettled([
      startPostgres({
        dataDir: paths.postgresData,
        logFile: paths.postgresLog,
        port,
        settings: { log_statement: 'all', log_line_prefix: LOG_LINE_PREFIX },
      }).then(async postgres => {
        this.#postgres = postgres;
        await this.#records.add('postgres', postgres.pid, { signal: 'SIGINT' });
        await preparePostgres(
          postgres,
          { admin, portal },
          secrets.flatMap(({ logins }) => logins),
        );
      }),
      this.#startStores(state),
    ]);
    for (const start of starts) {
      if (start.status === 'rejected') {
        throw start.reason;
      }
    }
    const postgres = this.#server;
    const placed = secrets.flatMap(secret =>
      this.#stores
        .filter(({ kind }) => kind === secret.store)
        .map(store => ({ secret, store })),
    );
    const seeded = [];
    for (const { secret, store } of placed) {
      const version = await seedSecret(secret, postgres, store);
      seeded.push({ secret, version });
    }
    this.#services = await startServices(state, paths, postgres, placed);
    for (const { instance, pid } of this.#services) {
      await this.#records.add(instance, pid);
    }
    this.#onEvent({
      type: 'peers-ready',
      stores: this.#stores.map(({ kind, description, isStandIn }) => ({
        kind,
        description,
        isStandIn,
      })),
      services: this.#services.map(each => each.instance),
      secrets: seeded,
    });
  }

  /** One after the other: each looks for a free port. */
  async #startStores(state: WorldState): Promise<void> {
    for (const kind of this.#options.stores) {
      const store = await startStore(kind, state, this.#paths.secretsManager);
      this.#stores.push(store);
      if (store.pid !== undefined) {
        await this.#records.add(`store-${kind}`, store.pid);
      }
    }
  }

  async #startBackend(state: WorldState): Promise<void> {
    const options = this.#options;
    await writePortalConfiguration({
      options,
      state,
      paths: this.#paths,
      postgres: this.#server,
      stores: this.#stores,
      services: this.#services,
    });
    const [person] = await readPersons();
    let announced = false;
    this.#backend = new Backend({
      port: await state.port('portal', options.port),
      paths: this.#paths,
      person: person.entityRef,
      failpoint: options.failpoint,
      onEvent: event => {
        this.#onEvent(event);
        this.#record(event);
        if (event.type === 'backend-ready' && !announced) {
          announced = true;
          this.#onEvent({
            type: 'portal-ready',
            url: this.#backend?.url ?? '',
          });
        }
      },
    });
  }

  #record(event: BackendEvent): void {
    const written =
      event.type === 'backend-ended'
        ? this.#records.remove(event.pid)
        : this.#records.add('backend', event.pid);
    written.catch(() => {
      process.stderr.write('A process could not be written down\n');
    });
  }

  get #server(): RunningPostgres {
    if (!this.#postgres) {
      throw new Error('PostgreSQL has not started');
    }
    return this.#postgres;
  }
}

import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  freePort,
  readJournals,
  type RunningService,
} from '@keyturn/dev-peers';
import { ProcessRecords, worldPaths } from '@keyturn/dev-peers/world';
import { SecretRotationClient } from '@keyturn/backstage-plugin-secret-rotation-common';
import { startPortalProcess, type PortalProcess } from '../../portal-process';
import { startOracle, type RunningOracle } from '../oracle/startOracle';
import type {
  RunningStore,
  RunningTarget,
  Strategy,
  TargetSurroundings,
} from '../strategies';
import { startConsumers } from './consumers';
import { startDatabase, type WorldDatabase } from './database';
import { LedgerView } from './LedgerView';
import { portalConfiguration, portalEntities, SECRET } from './portalOptions';

const ENROLLED_MS = 90_000;
const POLL_MS = 100;

/** A target, a store, consumers, an oracle and one worker of Keyturn that may be killed, each a process of its own. */
export class SweepWorld {
  readonly api: SecretRotationClient;
  readonly #folder: string;
  readonly #port: number;
  readonly #token = randomBytes(18).toString('base64url');
  readonly #stops: Array<() => Promise<void>> = [];
  #parts?: {
    readonly target: RunningTarget;
    readonly oracle: RunningOracle;
    readonly ledger: LedgerView;
    readonly launch: () => PortalProcess;
  };
  #portal?: PortalProcess;
  #failedQueries = 0;

  /** Brings everything up and waits until the secret may be rotated. */
  static async start(strategy: Strategy, folder: string): Promise<SweepWorld> {
    const world = new SweepWorld(folder, await freePort());
    try {
      await world.#start(strategy);
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
    this.api = new SecretRotationClient({
      discovery: {
        getBaseUrl: async plugin => `http://127.0.0.1:${port}/api/${plugin}`,
      },
      fetch: (input, init) => {
        const request = new Request(input, init);
        request.headers.set('authorization', `Bearer ${this.#token}`);
        return fetch(request, { signal: AbortSignal.timeout(10_000) });
      },
    });
  }

  get target(): RunningTarget {
    return this.#started.target;
  }

  get oracle(): RunningOracle {
    return this.#started.oracle;
  }

  get ledger(): LedgerView {
    return this.#started.ledger;
  }

  /** The worker that runs now. */
  get portal(): PortalProcess {
    if (!this.#portal) throw new Error('No worker was started');
    return this.#portal;
  }

  /**
   * Starts a worker in place of one that has ended. The next failpoint may strike before it answers anything.
   * @returns when it was up again, in ms since 1970: at its first answer of any kind, or at its end if it gave none
   */
  async restart(): Promise<number> {
    const portal = this.#started.launch();
    this.#portal = portal;
    await Promise.race([portal.up, portal.ended]);
    const upAgain = Date.now();
    await Promise.race([portal.ready, portal.ended]);
    return upAgain;
  }

  /** Has the worker killed at a failpoint, or no more. */
  arm(failpoint: string | undefined): void {
    writeFileSync(this.#failpointFile('armed'), failpoint ?? '');
  }

  /** The failpoints that were passed since the last call, in order. */
  takeHits(): string[] {
    const file = this.#failpointFile('hits');
    if (!existsSync(file)) return [];
    const hits = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    rmSync(file);
    return hits;
  }

  /** Keeps one consumer from following, or lets it. */
  hold(isHeld: boolean): void {
    if (isHeld) writeFileSync(this.#holdFile, '');
    else rmSync(this.#holdFile, { force: true });
  }

  /** Queries of consumers that failed since the last call. */
  takeFailedQueries(): number {
    const before = this.#failedQueries;
    const journals = readJournals(join(this.#folder, 'consumers', 'journals'));
    this.#failedQueries = journals.failed;
    return this.#failedQueries - before;
  }

  /** Ends everything: whoever uses a peer before the peer. A repeat is harmless. */
  async stop(): Promise<void> {
    await this.#portal?.stop();
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }

  async #start(strategy: Strategy): Promise<void> {
    const folder = this.#folder;
    mkdirSync(this.#failpointFolder, { recursive: true });
    const records = new ProcessRecords(worldPaths(folder).processes);
    const [database, store] = await this.#startPeers(strategy, records);
    const target = await this.#startTarget(
      strategy,
      { database, folder, store: store.serviceAccess },
      records,
    );
    await store.write(target.firstValue);
    const consumers = await startConsumers({
      folder: join(folder, 'consumers'),
      token: this.#token,
      holdFile: this.#holdFile,
      store,
      target,
    });
    this.#stops.push(...consumers.map(each => () => each.stop()));
    const launch = () =>
      startPortalProcess({
        folder: join(folder, 'portal'),
        port: this.#port,
        configuration: portalConfiguration({
          database: database.portal,
          apiToken: this.#token,
          serviceToken: this.#token,
          store,
          target,
          consumers,
        }),
        entities: portalEntities(store, target, consumers),
        env: { KEYTURN_FAILPOINT_DIR: this.#failpointFolder },
      });
    this.#portal = launch();
    await this.#portal.ready;
    const ledger = await LedgerView.open(database);
    this.#stops.push(() => ledger.close());
    const oracle = this.#startOracle(strategy, store, target, consumers);
    this.#stops.push(() => oracle.stop());
    this.#parts = { target, ledger, oracle, launch };
    await this.#untilEnrolled();
    await target.effects();
  }

  async #startPeers(
    strategy: Strategy,
    records: ProcessRecords,
  ): Promise<[WorldDatabase, RunningStore]> {
    const starts = await Promise.allSettled([
      startDatabase(this.#folder).then(async database => {
        const { server } = database;
        this.#stops.push(() => server.stop());
        await records.add('postgres', server.pid, { signal: 'SIGINT' });
        return database;
      }),
      strategy.store.start(join(this.#folder, 'store')).then(async store => {
        this.#stops.push(() => store.stop());
        await records.add('store', store.pid);
        return store;
      }),
    ]);
    const [database, store] = starts;
    if (database.status === 'rejected') throw database.reason;
    if (store.status === 'rejected') throw store.reason;
    return [database.value, store.value];
  }

  async #startTarget(
    { target }: Strategy,
    surroundings: TargetSurroundings,
    records: ProcessRecords,
  ): Promise<RunningTarget> {
    const started = await target.start(surroundings);
    const { server } = started;
    if (server) {
      this.#stops.push(() => server.stop());
      if (server.pid) await records.add('target', server.pid);
    }
    return started;
  }

  #startOracle(
    strategy: Strategy,
    store: RunningStore,
    target: RunningTarget,
    consumers: readonly RunningService[],
  ): RunningOracle {
    return startOracle({
      strategy: strategy.name,
      store: store.settings,
      target: target.endpoints,
      consumers: consumers.map(({ name, url }) => ({ name, url })),
      token: this.#token,
      path: store.serviceAccess.path,
    });
  }

  /** The catalog is read by a task of its own, some time after the start. */
  async #untilEnrolled(): Promise<void> {
    const deadline = performance.now() + ENROLLED_MS;
    for (;;) {
      const secret = await this.api.getSecret(SECRET).catch(error => {
        if (Object(error).status === 404) return undefined; // not read yet
        throw error;
      });
      if (secret?.binding === 'enrolled') return;
      if (performance.now() > deadline) {
        throw new Error('The secret was not enrolled in time');
      }
      await delay(POLL_MS);
    }
  }

  get #started() {
    if (!this.#parts) throw new Error('The world has not started');
    return this.#parts;
  }

  get #failpointFolder(): string {
    return join(this.#folder, 'failpoints');
  }

  #failpointFile(name: 'armed' | 'hits'): string {
    return join(this.#failpointFolder, name);
  }

  get #holdFile(): string {
    return join(this.#folder, 'hold');
  }
}

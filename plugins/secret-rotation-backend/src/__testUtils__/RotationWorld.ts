import {
  mockServices,
  type TestDatabaseId,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import type {
  RunCause,
  RunKind,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Knex } from 'knex';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Policy, RotationConfiguration } from '../configuration';
import { EffectGate } from '../engine/EffectGate';
import { Engine } from '../engine/Engine';
import {
  NO_INSTRUMENTS,
  type Instruments,
} from '../engine/observability/Instruments';
import { Worker } from '../engine/Worker';
import { secretRows } from '../ledger/columns';
import { Ledger } from '../ledger/Ledger';
import type { ConsumerRow, LoadedRun, SecretRow } from '../ledger/rows';
import type { RotationService } from '../api/RotationService';
import { createRotationService } from '../service/createRotationService';
import { RULES } from '../workflow/rules';
import { Crash } from './Crash';
import { InMemoryConsumer } from './InMemoryConsumer';
import { InMemoryPeople } from './InMemoryPeople';
import { InMemoryStore, type StoreStyle } from './InMemoryStore';
import { InMemoryTarget, loginOf } from './InMemoryTarget';
import { POLICY } from './ledgerRows';
import { ManualClock } from './ManualClock';
import { rememberingLogger } from './rememberingLogger';
import { worldConfiguration } from './worldConfiguration';

const PATH = 'payments/db-login';
const DEADLINE_MS = 5_000;

/** Every database, and every style of store: which one it is makes no difference to the database. */
export function worldsOn(
  databases: TestDatabases,
): Array<readonly [TestDatabaseId, StoreStyle]> {
  return [
    ...databases.eachSupportedId().map(([id]) => [id, 'writes-anew'] as const),
    ['SQLITE_3', 'moves-labels'],
  ];
}

/** One secret with its consumers, the real engine and ledger, and in-memory stand-ins for everything outside. */
export class RotationWorld {
  readonly clock = new ManualClock();
  readonly store: InMemoryStore;
  readonly target = new InMemoryTarget();
  readonly consumers: InMemoryConsumer;
  readonly people = new InMemoryPeople();
  readonly crash = new Crash();
  readonly original: SecretValue = loginOf('payments_a', 'original-password');
  /** A value that somebody else could write. */
  readonly foreign: SecretValue = loginOf('payments_a', 'foreign-password');
  readonly path = PATH;
  consumerRows: ConsumerRow[] = [];
  /** Whether the catalog still has the secret's entity. */
  isInCatalog = true;
  /** Everything that was logged, as text. */
  readonly lines: string[] = [];
  readonly configuration: RotationConfiguration;
  readonly engine: Engine;
  readonly ledger: Ledger;
  readonly service: RotationService;
  /** One more worker on the same ledger. */
  readonly createWorker: (name: string, labels?: readonly string[]) => Worker;
  readonly #worker: Worker;
  secret: SecretRow;

  static async create(
    databases: TestDatabases,
    id: TestDatabaseId,
    options: {
      consumers?: string[];
      policy?: Partial<Policy>;
      empty?: boolean;
      instruments?: Instruments;
      storeStyle?: StoreStyle;
      /** How the engine reaches the database, where that is not the straight way. */
      reach?: (knex: Knex) => Promise<Knex>;
    } = {},
  ): Promise<RotationWorld> {
    const direct = await databases.init(id);
    const knex = options.reach ? await options.reach(direct) : direct;
    const ledger = await Ledger.create(mockServices.database({ knex }));
    const world = new RotationWorld(
      ledger,
      options.policy,
      options.instruments,
      options.storeStyle,
    );
    await world.#seed(
      options.consumers ?? ['checkout'],
      options.empty ?? false,
    );
    return world;
  }

  private constructor(
    ledger: Ledger,
    policy: Partial<Policy> = {},
    instruments: Instruments = NO_INSTRUMENTS,
    storeStyle?: StoreStyle,
  ) {
    this.ledger = ledger;
    this.store = new InMemoryStore(storeStyle);
    this.consumers = new InMemoryConsumer(this.store);
    const logger = rememberingLogger(this.lines);
    const { clock, crash } = this;
    const configuration = worldConfiguration(
      { ...POLICY, ...policy },
      {
        store: this.store,
        target: this.target,
        consumers: this.consumers,
        people: this.people,
      },
    );
    const { leaseMs, concurrency, patience } = configuration.worker;
    const gate = new EffectGate({
      failpoints: crash,
      logger,
      deadlineMs: DEADLINE_MS,
      instruments,
    });
    this.configuration = configuration;
    const consumerSource = {
      read: async () => (this.isInCatalog ? this.consumerRows : undefined),
    };
    const engine = new Engine({
      ledger,
      clock,
      configuration,
      consumerSource,
      gate,
      failpoints: crash,
      patience,
      rules: RULES,
      logger,
      instruments,
      onCommit: () => {},
      onEffect: () => {},
    });
    this.engine = engine;
    this.createWorker = (name, labels = []) =>
      new Worker({
        ledger,
        clock,
        logger,
        name,
        leaseMs,
        concurrency,
        labels,
        patienceMs: leaseMs,
        deadlineMs: DEADLINE_MS,
        instruments,
        advance: (run, departure) => engine.advance(run, departure),
      });
    this.#worker = this.createWorker('test');
    this.service = createRotationService({
      ledger,
      clock,
      configuration,
      engine,
      gate,
      rules: RULES,
      consumerSource,
      wake: () => {},
      onChange: () => {},
    });
    this.secret = {} as SecretRow;
  }

  async #seed(consumers: string[], empty: boolean): Promise<void> {
    if (!empty) {
      this.store.put(PATH, this.original);
      this.target.passwords.set('payments_a', 'original-password');
    }
    const [row] = await this.ledger
      .knex('secrets')
      .insert(
        secretRows.toDb({
          entityRef: 'resource:default/payments-db-login',
          namespace: 'default',
          name: 'payments-db-login',
          owner: 'group:default/team-payments',
          store: 'vault',
          path: PATH,
          rotator: 'postgres',
          policy: 'database',
          options: { users: ['payments_a', 'payments_b'] },
          binding: 'enrolled',
          bindingHash: 'hash',
          enrolledHash: 'hash',
          lastVersion: 0,
          consumerCount: consumers.length,
          seenAt: this.clock.at,
        }),
      )
      .returning('*');
    this.secret = secretRows.fromDb(row);
    for (const name of consumers) this.addConsumer(name);
  }

  addConsumer(
    name: string,
    entry: string | undefined = 'http',
    lifecycle?: string,
  ): void {
    this.consumers.service(name, PATH);
    this.consumerRows.push({
      secretId: this.secret.id,
      entityRef: `component:default/${name}`,
      name,
      namespace: 'default',
      owner: `group:default/team-${name}`,
      lifecycle,
      labels: {},
      entry,
    });
  }

  /** Starts a rotation as an owner would. */
  async start(
    kind: RunKind = 'rotate',
    cause: RunCause = 'routine',
  ): Promise<number> {
    const run = await this.service.startRun(
      { namespace: 'default', name: 'payments-db-login' },
      { actor: { kind: 'user', ref: 'user:default/ana' } },
      { reason: 'A test asks for it', kind, cause },
    );
    return run.id;
  }

  /** Lets a worker do what is due now. */
  async work(worker: Worker = this.#worker): Promise<void> {
    await worker.tick();
    await worker.idle();
  }

  /**
   * Works and moves the clock from one wake-up time to the next until the run is over, asks a person, or `until`
   * holds.
   */
  async drain(
    runId: number,
    until: (loaded: LoadedRun) => boolean = () => false,
    worker: Worker = this.#worker,
  ): Promise<LoadedRun> {
    for (let turn = 0; turn < 500; turn += 1) {
      await this.work(worker);
      const loaded = await this.load(runId);
      const { nextAt } = loaded.run;
      const isAsked = loaded.run.state === 'blocked';
      if (nextAt === undefined || isAsked || until(loaded)) return loaded;
      this.clock.at = Math.max(this.clock.at, nextAt);
    }
    throw new Error(`Run ${runId} does not come to rest`);
  }

  async load(runId: number): Promise<LoadedRun> {
    const loaded = await this.ledger.loadRun(runId);
    if (!loaded) throw new Error(`There is no run ${runId}`);
    return loaded;
  }

  /** Invariant 1: what the store calls current is accepted by the target. */
  currentIsAccepted(): boolean {
    const current = this.store.currentOf(PATH);
    return current !== undefined && this.target.accepts(current.value);
  }
}

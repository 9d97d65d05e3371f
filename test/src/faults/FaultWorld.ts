import { readFileSync } from 'node:fs';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type {
  Run,
  RunDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { FaultProxy, ServiceName } from '@keyturn/dev-peers';
import { PAYMENTS_DATABASE, setFirstPassword } from '@keyturn/dev-peers/world';
import { kvView } from '../crash-sweep/strategies/kvStore';
import { targetView } from '../crash-sweep/strategies/targetView';
import { effectsIn } from '../crash-sweep/strategies/targets/postgres';
import { worldEntities } from '../replicas/world/configuration';
import { eventually } from '../replicas/world/eventually';
import type { Replica } from '../replicas/world/Replica';
import { ReplicaWorld } from '../replicas/world/ReplicaWorld';
import { PAYMENTS } from '../replicas/world/secrets';

/** A value as the store holds it. */
export type Fields = Readonly<Record<string, string>>;

const SECRET = { namespace: 'default', name: PAYMENTS.name };
/** Half of it is the time that one call may take. */
const LEASE_SECONDS = 6;
/** A machine may be busy with other tests. */
const PATIENCE_MS = 120_000;

/** One process of the portal, real peers, and services that query all the time. */
export class FaultWorld {
  readonly #world: ReplicaWorld;
  readonly portal: Replica;

  static async start(): Promise<FaultWorld> {
    const world = await ReplicaWorld.start();
    try {
      const [portal] = await world.startReplicas(1, {
        leaseSeconds: LEASE_SECONDS,
      });
      return new FaultWorld(world, portal);
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  private constructor(world: ReplicaWorld, portal: Replica) {
    this.#world = world;
    this.portal = portal;
  }

  /** Everything between Keyturn and the target goes along it. */
  get target(): FaultProxy {
    return this.#world.lineTo(PAYMENTS);
  }

  /** Everything between Keyturn and the store goes along it. */
  get store(): FaultProxy {
    return this.#world.peers.storeLine;
  }

  /** Seals the real store; `undefined` where a stand-in runs that knows no seal. */
  get seal() {
    return this.#world.peers.store.seal;
  }

  startRun(reason: string): Promise<Run> {
    return this.portal.api.startRun(SECRET, { reason });
  }

  run(id: number): Promise<RunDetail> {
    return this.portal.api.getRun(id);
  }

  /** Waits until a run is as it should be. */
  until(
    id: number,
    what: string,
    isSo: (run: RunDetail) => boolean,
  ): Promise<RunDetail> {
    return eventually(
      `R-${id}: ${what}`,
      async () => {
        const run = await this.run(id);
        return isSo(run) && run;
      },
      PATIENCE_MS,
    );
  }

  closed(id: number): Promise<RunDetail> {
    return this.until(id, 'is over', run => run.closedAt !== undefined);
  }

  /**
   * Halts the portal at the next pass of a failpoint, lets something happen to its surroundings, and lets it go on.
   * Resolves when it goes on.
   */
  async strikeAt(
    failpoint: string,
    strike: () => Promise<void> | void,
  ): Promise<void> {
    this.#world.arm(failpoint);
    await eventually(failpoint, () => this.portal.isStopped, PATIENCE_MS);
    await strike();
    this.portal.process.send('SIGCONT');
  }

  /** The value that services read, by the store itself. */
  async current(): Promise<Fields> {
    const { admin, mount } = this.#world.peers.store;
    const fields = await admin.read(mount, PAYMENTS.path);
    if (!fields) throw new Error('The store has no current value');
    return fields;
  }

  /** The new value of the open run, as it waits in the store. */
  async staged(): Promise<Fields> {
    const { address, rootToken } = this.#world.peers.store;
    const copies = await kvView({ address, token: rootToken }).copies();
    const [staged, ...others] = copies.filter(copy => copy.isStaged);
    if (!staged || others.length > 0)
      throw new Error('There is not one staged value');
    return staged.fields;
  }

  /** Gives a login another password and writes it to the store, as somebody else than Keyturn. */
  async changeAsForeigner(fields: Fields): Promise<void> {
    const { postgres: server, store } = this.#world.peers;
    await setFirstPassword(server, fields.username, fields.password);
    await store.admin.write(store.mount, PAYMENTS.path, fields);
  }

  /** What the target says to a fresh login that does not pass along Keyturn's line. */
  async login(fields: Fields): Promise<string> {
    const { host, port } = this.#world.peers.postgres;
    const [answer] = await targetView([
      { kind: 'postgres', host, port, database: PAYMENTS_DATABASE },
    ]).login(fields);
    return answer;
  }

  /** Ends a service for good and takes it out of the catalog. */
  async retire(name: ServiceName): Promise<void> {
    const service = this.#world.peers.services.find(each => each.name === name);
    await service?.stop();
    const gone = `component:default/${name}`;
    this.portal.process.setEntities(
      worldEntities()
        .filter(entity => stringifyEntityRef(entity) !== gone)
        .map(entity => ({
          ...entity,
          relations: entity.relations?.filter(
            ({ targetRef }) => targetRef !== gone,
          ),
        })),
    );
  }

  /** Begins to count. @returns what happened since */
  async count() {
    const { postgresLog } = this.#world.peers;
    const mark = this.#world.target.mark();
    const failed = this.#world.failedQueries();
    const { current } = await this.#world.storeVersions(PAYMENTS);
    return {
      /** Changes of logins that the target committed, by its own log. */
      alters: () =>
        effectsIn(readFileSync(postgresLog).toString('utf8', mark)).map(
          ({ kind, account }) => `${kind} ${account}`,
        ),
      failedQueries: () => this.#world.failedQueries() - failed,
      newVersions: async () =>
        (await this.#world.storeVersions(PAYMENTS)).current - current,
    };
  }

  /** Ends every fault, and waits until no run is open: what one test left does not disturb the next. */
  async heal(): Promise<void> {
    this.#world.arm('');
    this.portal.process.send('SIGCONT');
    this.target.pass();
    this.store.pass();
    const { items } = await this.portal.api.listRuns(SECRET, { limit: 1 });
    for (const { id } of items) await this.closed(id);
  }

  async stop(): Promise<void> {
    await this.#world.stop();
  }
}

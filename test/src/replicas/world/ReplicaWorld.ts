import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, readJournals, type FaultProxy } from '@keyturn/dev-peers';
import {
  makeTemporaryWorld,
  removeTemporaryWorld,
} from '@keyturn/dev-peers/world';
import { startPortalProcess } from '../../portal-process';
import {
  replicaConfiguration,
  worldEntities,
  type ReplicaSettings,
} from './configuration';
import { eventually } from './eventually';
import { LedgerView, type RunFacts } from './LedgerView';
import { Replica } from './Replica';
import { SECRETS, type WorldSecret } from './secrets';
import { startPeers, type Peers } from './startPeers';
import { TargetJournal } from './TargetJournal';

/** How to start a replica; what is not said is as in most tests. */
export interface ReplicaOptions extends Partial<ReplicaSettings> {
  readonly env?: Readonly<Record<string, string>>;
}

/** Replicas of the portal on one database, in front of real peers. */
export class ReplicaWorld {
  readonly peers: Peers;
  readonly target: TargetJournal;
  readonly #folder: string;
  readonly #token = randomBytes(18).toString('base64url');
  #ledger?: LedgerView;
  #replicas: Replica[] = [];
  #started = 0;

  static async start(): Promise<ReplicaWorld> {
    const folder = await makeTemporaryWorld();
    mkdirSync(join(folder, 'failpoints'));
    return new ReplicaWorld(folder, await startPeers(folder));
  }

  private constructor(folder: string, peers: Peers) {
    this.#folder = folder;
    this.peers = peers;
    this.target = new TargetJournal(peers.postgresLog);
  }

  get replicas(): readonly Replica[] {
    return this.#replicas;
  }

  get ledger(): LedgerView {
    if (!this.#ledger) throw new Error('No replica has made the ledger yet');
    return this.#ledger;
  }

  /** Starts replicas beside those that run, and waits until they may rotate every secret. */
  async startReplicas(
    count: number,
    options: ReplicaOptions = {},
  ): Promise<Replica[]> {
    const launched: Replica[] = [];
    for (let index = 0; index < count; index += 1) {
      const replica = await this.#launch(options);
      this.#replicas.push(replica);
      launched.push(replica);
      // Knex does not wait when two processes make the tables of an empty database at once.
      if (!this.#ledger) await replica.process.ready;
    }
    await Promise.all(launched.map(replica => replica.process.ready));
    this.#ledger ??= await LedgerView.open(this.peers.postgres);
    for (const { name } of SECRETS) {
      await eventually(`${name} is enrolled`, async () => {
        const secret = await launched[0].api
          .getSecret({ namespace: 'default', name })
          .catch(error => {
            if (Object(error).status === 404) return undefined; // the catalog was not read yet
            throw error;
          });
        return secret?.binding === 'enrolled';
      });
    }
    return launched;
  }

  /** Ends replicas in order. */
  async stopReplicas(replicas: readonly Replica[] = this.#replicas) {
    const gone = [...replicas];
    for (const replica of gone) replica.process.send('SIGCONT');
    await Promise.all(gone.map(replica => replica.process.stop()));
    this.#replicas = this.#replicas.filter(each => !gone.includes(each));
  }

  /** Has the next replica stopped that comes to a place of the engine, and no other. */
  arm(failpoint: string): void {
    writeFileSync(join(this.#folder, 'failpoints', 'armed'), failpoint);
  }

  /** Keyturn's line to the target of a secret. */
  lineTo({ name }: WorldSecret): FaultProxy {
    const line = this.peers.targetLines.get(name);
    if (!line) throw new Error(`There is no line for ${name}`);
    return line;
  }

  /** Waits for the end of a run. */
  async closed(secret: WorldSecret, runId: number): Promise<RunFacts> {
    return eventually(`R-${runId} is over`, async () =>
      (await this.ledger.runsSince(secret, runId - 1)).find(
        run => run.id === runId && run.isClosed,
      ),
    );
  }

  /** The replica that claimed a run last. */
  async ownerOf(secret: WorldSecret, runId: number): Promise<Replica> {
    return eventually(`R-${runId} has an owner`, async () => {
      const [run] = await this.ledger.runsSince(secret, runId - 1);
      return this.#replicas.find(replica => replica.pid === run.pid);
    });
  }

  /** Which versions the store has of a secret, by the store itself. */
  async storeVersions({ path }: WorldSecret): Promise<{
    readonly current: number;
    readonly all: string;
  }> {
    const { address, mount, rootToken } = this.peers.store;
    const response = await fetch(`${address}/v1/${mount}/metadata/${path}`, {
      headers: { 'X-Vault-Token': rootToken },
    });
    const { data } = (await response.json()) as {
      data: { current_version: number; versions: object };
    };
    return {
      current: data.current_version,
      all: JSON.stringify(data.versions),
    };
  }

  /** Queries of the services that failed, ever. */
  failedQueries(): number {
    return readJournals(this.peers.journals).failed;
  }

  /** Ends everything. A repeat is harmless. */
  async stop(): Promise<void> {
    await this.stopReplicas();
    await this.#ledger?.close();
    await this.peers.stop();
    await removeTemporaryWorld(this.#folder);
  }

  async #launch({
    env,
    leaseSeconds = 2,
    labels = ['dmz'],
  }: ReplicaOptions): Promise<Replica> {
    this.#started += 1;
    const folder = join(this.#folder, `replica-${this.#started}`);
    const portal = startPortalProcess({
      folder,
      port: await freePort(),
      configuration: replicaConfiguration(this.peers, this.#token, {
        leaseSeconds,
        labels,
      }),
      entities: worldEntities(),
      env: {
        KEYTURN_FAILPOINT_DIR: join(this.#folder, 'failpoints'),
        KEYTURN_FAILPOINT_ACTION: 'stop',
        ...env,
      },
    });
    return new Replica({
      process: portal,
      token: this.#token,
      logFile: join(folder, 'portal.log'),
    });
  }
}

import { createHmac } from 'node:crypto';
import { Pool } from 'tarn';
import {
  clientFor,
  type ServiceTarget,
  type TargetClient,
  type TargetConnection,
} from './clients';
import { codeOf, type Journal } from './Journal';
import { LOADING_STYLES, type ServiceSettings } from './settings';
import type { StoredValue } from './stores';

const CONNECT_MS = 5_000;

/** A connection of a pool, and how much of it is left. */
interface Pooled extends TargetConnection {
  queriesLeft: number;
  isLost: boolean;
}

/** The connections of a service under one version of its secret. @internal */
export class TargetPool {
  readonly version: string;
  readonly since = new Date();
  /** Proves that the service holds the value to whoever holds it too, without showing it. */
  readonly prove: (nonce: string) => string;
  readonly #pool: Pool<Pooled>;
  readonly #settings: ServiceSettings;
  readonly #journal: Journal;
  #inFlight = 0;
  #onIdle = () => {};

  constructor(value: StoredValue, settings: ServiceSettings, journal: Journal) {
    // Which of the clients it is goes with the kind of the target.
    const client = clientFor(
      settings.target.kind,
    ) as TargetClient<ServiceTarget>;
    this.version = value.version;
    this.prove = nonce =>
      createHmac('sha256', value.fields[client.secretField])
        .update(nonce)
        .digest('hex');
    this.#settings = settings;
    this.#journal = journal;
    this.#pool = new Pool<Pooled>({
      create: () => this.#connect(client, value),
      // Whatever hinders its end, nothing is asked on it any more.
      destroy: connection => connection.close().catch(() => undefined),
      validate: ({ isLost, queriesLeft }) => !isLost && queriesLeft > 0,
      min: 0,
      max: settings.connections,
      acquireTimeoutMillis: CONNECT_MS,
      createTimeoutMillis: CONNECT_MS,
      propagateCreateError: true,
    });
  }

  /** Queries the target once and counts it. @returns whether it was answered */
  async query(): Promise<boolean> {
    this.#inFlight += 1;
    try {
      const connection = await this.#pool.acquire().promise;
      try {
        connection.queriesLeft -= 1;
        await connection.query();
      } catch (error) {
        connection.isLost = true;
        throw error;
      } finally {
        this.#pool.release(connection);
      }
      this.#journal.served();
      return true;
    } catch (error) {
      this.#journal.failed(error);
      return false;
    } finally {
      this.#inFlight -= 1;
      if (this.#inFlight === 0) {
        this.#onIdle();
      }
    }
  }

  /** Opens all connections and uses each. @returns whether all of them work */
  async warmUp(): Promise<boolean> {
    const answers = await Promise.all(
      Array.from({ length: this.#settings.connections }, () => this.query()),
    );
    return answers.every(Boolean);
  }

  /** Waits for the queries that still run, then closes the connections. Start no query after it. */
  async drain(): Promise<void> {
    if (this.#inFlight > 0) {
      await new Promise<void>(done => {
        this.#onIdle = done;
      });
    }
    await this.#pool.destroy();
  }

  async #connect(
    client: TargetClient<ServiceTarget>,
    { fields }: StoredValue,
  ): Promise<Pooled> {
    const { name, target } = this.#settings;
    const pooled = { isLost: false };
    // A connection that is lost while no query runs on it fails nobody; the pool replaces it.
    const connection = await client.connect(target, fields, name, error => {
      if (!pooled.isLost) {
        this.#journal.record({ kind: 'connection-lost', code: codeOf(error) });
      }
      pooled.isLost = true;
    });
    return Object.assign(pooled, connection, {
      queriesLeft: LOADING_STYLES[name].queriesPerConnection,
    });
  }
}

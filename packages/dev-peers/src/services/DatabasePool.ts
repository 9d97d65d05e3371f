import { createHmac } from 'node:crypto';
import { Pool } from 'pg';
import { codeOf, type Journal } from './Journal';
import { LOADING_STYLES, type ServiceSettings } from './settings';
import type { Login } from './stores';

/** The connections of a service under one version of its login. @internal */
export class DatabasePool {
  readonly version: string;
  readonly since = new Date();
  /** Proves that the service holds the password to whoever holds it too, without showing it. */
  readonly prove: (nonce: string) => string;
  readonly #pool: Pool;
  readonly #settings: ServiceSettings;
  readonly #journal: Journal;
  #inFlight = 0;
  #onIdle = () => {};

  constructor(login: Login, settings: ServiceSettings, journal: Journal) {
    const { host, port, database, connections } = settings.database;
    this.version = login.version;
    this.prove = nonce =>
      createHmac('sha256', login.password).update(nonce).digest('hex');
    this.#settings = settings;
    this.#journal = journal;
    this.#pool = new Pool({
      host,
      port,
      database,
      user: login.username,
      password: login.password,
      application_name: settings.name,
      max: connections,
      maxUses: LOADING_STYLES[settings.name].queriesPerConnection,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      ssl: false,
    });
    // A connection that is lost while no query runs on it fails nobody; the pool replaces it.
    this.#pool.on('error', error =>
      journal.record({ kind: 'connection-lost', code: codeOf(error) }),
    );
  }

  /** Runs the service's query once and counts it. @returns whether it was answered */
  async query(): Promise<boolean> {
    this.#inFlight += 1;
    try {
      await this.#pool.query(this.#settings.database.query);
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
    const { connections } = this.#settings.database;
    const answers = await Promise.all(
      Array.from({ length: connections }, () => this.query()),
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
    await this.#pool.end();
  }
}

import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const PACKAGE = '@keyturn/backstage-plugin-secret-rotation-backend-module-tls';
const TABLE = 'acme_answers';
/** Apart from the plugin's own migrations, which lie in the same database. */
const MIGRATIONS_TABLE = 'secret_rotation_tls_migrations';
/** No authority looks for longer. What a worker that died has left goes then. */
const LIFETIME_MS = 60 * 60_000;

/**
 * The answers to challenges in the plugin's database: the replica that the ACME server happens to ask need not be the one
 * that works on the run.
 */
export class AnswerTable {
  readonly #database: DatabaseService;
  readonly #now: () => number;
  #opened: Promise<Knex> | undefined;

  constructor(database: DatabaseService, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Puts an answer there. A repeat is harmless. */
  async put(token: string, answer: string): Promise<void> {
    const knex = await this.#open();
    const now = this.#now();
    await knex(TABLE).where('expires_at', '<=', now).delete();
    await knex(TABLE)
      .insert({ token, answer, expires_at: now + LIFETIME_MS })
      .onConflict('token')
      .merge();
  }

  /** The answer, `undefined` where none was put there, or it was too long ago. */
  async find(token: string): Promise<string | undefined> {
    const knex = await this.#open();
    const row = await knex(TABLE)
      .where({ token })
      .where('expires_at', '>', this.#now())
      .first('answer');
    return row?.answer;
  }

  /** Takes an answer away. What is not there is success. */
  async remove(token: string): Promise<void> {
    const knex = await this.#open();
    await knex(TABLE).where({ token }).delete();
  }

  /** At the first use: portals whose entries do not use it have no such table. */
  async #open(): Promise<Knex> {
    this.#opened ??= this.#connect();
    try {
      return await this.#opened;
    } catch (error) {
      this.#opened = undefined; // the next call tries again
      throw error;
    }
  }

  async #connect(): Promise<Knex> {
    const knex = await this.#database.getClient();
    if (this.#database.migrations?.skip) return knex;
    const directory = resolvePackagePath(PACKAGE, 'migrations');
    await knex.transaction(async trx => {
      // Replicas that begin at once would each make the tables that Knex keeps its own lock in.
      if (trx.client.config.client === 'pg') {
        await trx.raw('select pg_advisory_xact_lock(hashtext(?))', [
          MIGRATIONS_TABLE,
        ]);
      }
      await trx.migrate.latest({ directory, tableName: MIGRATIONS_TABLE });
    });
    return knex;
  }
}

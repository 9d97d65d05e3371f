import createKnex, { type Knex } from 'knex';
import { openDatabase } from '../../ledger/database';

/** Everything that a world may have written, in an order that foreign keys allow. */
const TABLES = [
  'audit',
  'run_consumers',
  'run_steps',
  'runs',
  'versions',
  'consumers',
  'claims',
  'secrets',
  'sqlite_sequence',
];

/** What is used of the driver's connection. */
interface Connection {
  prepare(sql: string): unknown;
}

/** Has the driver prepare each statement once: worlds say the same few a thousand times. */
function keepStatements(
  connection: Connection,
  done: (error: Error | null, connection: Connection) => void,
): void {
  const prepare = connection.prepare.bind(connection);
  const kept = new Map<string, unknown>();
  connection.prepare = sql => {
    const known = kept.get(sql) ?? prepare(sql);
    kept.set(sql, known);
    return known;
  };
  done(null, connection);
}

/** The ledger's real tables in memory. One database serves many worlds, one after the other: making one takes long. */
export class SimulatedDatabase {
  readonly knex: Knex;

  static async create(options: {
    allowsOneOpenRun: boolean;
  }): Promise<SimulatedDatabase> {
    const knex = createKnex({
      client: 'better-sqlite3',
      connection: { filename: ':memory:' },
      useNullAsDefault: true,
      pool: { min: 1, max: 1, afterCreate: keepStatements },
    });
    await openDatabase({ getClient: async () => knex });
    if (!options.allowsOneOpenRun)
      await knex.raw('drop index runs_one_open_idx');
    return new SimulatedDatabase(knex);
  }

  private constructor(knex: Knex) {
    this.knex = knex;
  }

  /** Forgets everything, also which numbers were given. */
  async empty(): Promise<void> {
    for (const table of TABLES) await this.knex(table).delete();
  }

  async close(): Promise<void> {
    await this.knex.destroy();
  }
}

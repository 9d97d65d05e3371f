import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type RunningPostgres } from './startPostgres';

/** An embedded PostgreSQL whose data does not outlive it. @public */
export interface TemporaryPostgres extends RunningPostgres {
  /** The server's log. Gone after `stop`. */
  readonly logFile: string;
}

/**
 * Starts a PostgreSQL in a new temporary folder; `stop` removes the folder. Nothing is synced to disk.
 * @public
 */
export async function startTemporaryPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<TemporaryPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-postgres-'));
  const logFile = join(folder, 'postgres.log');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const server = await startPostgres({
      dataDir: folder,
      logFile,
      settings: { fsync: 'off', ...settings },
    });
    return {
      ...server,
      logFile,
      stop: async () => {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * For the tests of one file: one server, started before them and ended after them.
 * @example
 * ```ts
 * const postgres = withPostgres({ log_statement: 'all' });
 * it('works', () => connect(postgres().connectionString('postgres')));
 * ```
 * @public
 */
export function withPostgres(
  settings?: Readonly<Record<string, string>>,
): () => TemporaryPostgres {
  let server: TemporaryPostgres | undefined;
  beforeAll(async () => {
    server = await startTemporaryPostgres(settings);
  }, 60_000);
  afterAll(() => server?.stop(), 60_000);
  return () => {
    if (!server) {
      throw new Error('withPostgres: the server exists inside of tests only');
    }
    return server;
  };
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startPostgres, type RunningPostgres } from '@keyturn/dev-peers';
import {
  LOG_LINE_PREFIX,
  PORTAL_DATABASE,
  preparePostgres,
} from '@keyturn/dev-peers/world';

/** The server that keeps the ledger, and the target's logins where the target is PostgreSQL. */
export interface WorldDatabase {
  readonly server: RunningPostgres;
  readonly logFile: string;
  /** Of Keyturn's administrator at the target. */
  readonly adminPassword: string;
  /** Of the portal's app-config. */
  readonly portal: object;
}

/** Starts it. It logs what fails; a target that is PostgreSQL has it log what Keyturn does. */
export async function startDatabase(folder: string): Promise<WorldDatabase> {
  const logFile = join(folder, 'postgres.log');
  const server = await startPostgres({
    dataDir: join(folder, 'postgres'),
    logFile,
    // The worker is what is killed here, never the server.
    settings: {
      fsync: 'off',
      log_line_prefix: LOG_LINE_PREFIX,
    },
  });
  const [adminPassword, portalPassword] = [randomPassword(), randomPassword()];
  await preparePostgres(server, {
    admin: adminPassword,
    portal: portalPassword,
  });
  return {
    server,
    logFile,
    adminPassword,
    portal: {
      client: 'pg',
      // One database for all plugins, a schema for each: the portal's role needs no right to make databases.
      pluginDivisionMode: 'schema',
      connection: {
        host: server.host,
        port: server.port,
        user: PORTAL_DATABASE,
        password: portalPassword,
        database: PORTAL_DATABASE,
      },
    },
  };
}

function randomPassword(): string {
  return randomBytes(18).toString('base64url');
}

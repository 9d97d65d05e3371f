import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  startPostgres,
  startSecretsManager,
  type RunningPostgres,
  type SecretsManager,
} from '@keyturn/dev-peers';
import {
  LOG_LINE_PREFIX,
  preparePostgres,
  StoreAdmin,
} from '@keyturn/dev-peers/world';
import { effectsIn } from '../../crash-sweep/strategies/targets/postgres';
import { logAdministrator } from '../../replicas/world/startPeers';

/** The target and the store, for all scenarios of a test file. */
export interface Servers {
  readonly folder: string;
  readonly postgres: RunningPostgres;
  readonly adminPassword: string;
  readonly manager: SecretsManager;
  readonly store: StoreAdmin;
  /** Logins that Keyturn shut out since the start, by the target's own log. */
  revoked(): string[];
  stop(): Promise<void>;
}

/** Starts them, with the logins that are rotated. */
export async function startServers(
  folder: string,
  logins: readonly string[],
): Promise<Servers> {
  const stops: Array<() => Promise<void>> = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const logFile = join(folder, 'postgres.log');
    const postgres = await startPostgres({
      dataDir: join(folder, 'postgres'),
      logFile,
      settings: { fsync: 'off', log_line_prefix: LOG_LINE_PREFIX },
    });
    stops.push(() => postgres.stop());
    const manager = await startSecretsManager({
      dataDir: join(folder, 'store'),
    });
    stops.push(() => manager.stop());
    const adminPassword = randomBytes(18).toString('base64url');
    const portal = randomBytes(18).toString('base64url');
    await preparePostgres(postgres, { admin: adminPassword, portal }, logins);
    await logAdministrator(postgres);
    const mark = statSync(logFile).size;
    return {
      folder,
      postgres,
      adminPassword,
      manager,
      store: new StoreAdmin(manager),
      revoked: () =>
        effectsIn(readFileSync(logFile).toString('utf8', mark)).flatMap(
          ({ kind, account }) => (kind === 'revoked' ? [account] : []),
        ),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

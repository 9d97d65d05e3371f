import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  startFaultProxy,
  startPostgres,
  startSecretsManager,
  startService,
  type FaultProxy,
  type RunningPostgres,
  type RunningService,
  type SecretsManager,
} from '@keyturn/dev-peers';
import {
  ADMIN_ROLE,
  keyturnPolicy,
  LOG_LINE_PREFIX,
  PAYMENTS_DATABASE,
  preparePostgres,
  servicePolicy,
  setFirstPassword,
  StoreAdmin,
} from '@keyturn/dev-peers/world';
import { Client } from 'pg';
import { SECRETS, type WorldSecret } from './secrets';

const MOUNT = 'secret';

/** Everything that the replicas talk to: real servers, each behind a line that can be held. */
export interface Peers {
  readonly postgres: RunningPostgres;
  readonly postgresLog: string;
  readonly passwords: { readonly admin: string; readonly portal: string };
  readonly store: {
    readonly mount: string;
    readonly address: string;
    readonly admin: StoreAdmin;
    readonly rootToken: string;
    readonly keyturnToken: string;
    /** Absent where our stand-in runs. */
    readonly seal: SecretsManager['seal'];
  };
  readonly storeLine: FaultProxy;
  /** Keyturn's line to the target, by secret. */
  readonly targetLines: ReadonlyMap<string, FaultProxy>;
  readonly services: readonly RunningService[];
  readonly serviceToken: string;
  readonly journals: string;
  stop(): Promise<void>;
}

/** Starts them, with a first value for every secret. */
export async function startPeers(folder: string): Promise<Peers> {
  const stops: Array<() => Promise<void>> = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const postgresLog = join(folder, 'postgres.log');
    const [postgres, manager] = await Promise.all([
      startPostgres({
        dataDir: join(folder, 'postgres'),
        logFile: postgresLog,
        settings: {
          fsync: 'off',
          max_connections: '200',
          log_line_prefix: LOG_LINE_PREFIX,
        },
      }),
      startSecretsManager({ dataDir: join(folder, 'store') }),
    ]);
    stops.push(
      () => postgres.stop(),
      () => manager.stop(),
    );
    const passwords = { admin: random(), portal: random() };
    await preparePostgres(
      postgres,
      passwords,
      SECRETS.flatMap(({ logins }) => logins),
    );
    await logAdministrator(postgres);
    const admin = new StoreAdmin(manager);
    const tokens = {
      keyturn: await admin.createToken('keyturn', keyturnPolicy(MOUNT)),
      services: await admin.createToken('services', servicePolicy(MOUNT)),
    };
    for (const secret of SECRETS) await seed(secret, postgres, admin);
    const storeLine = await startFaultProxy({
      port: Number(new URL(manager.address).port),
    });
    stops.push(() => storeLine.stop());
    const targetLines = new Map<string, FaultProxy>();
    for (const { name } of SECRETS) {
      const line = await startFaultProxy({ port: postgres.port });
      stops.push(() => line.stop());
      targetLines.set(name, line);
    }
    const journals = join(folder, 'journals');
    const serviceToken = random();
    const services = await Promise.all(
      SECRETS.flatMap(({ consumers, path }) =>
        consumers.map(async name => {
          const service = await startService({
            name,
            token: serviceToken,
            store: {
              kind: 'vault',
              address: manager.address,
              token: tokens.services,
              mount: MOUNT,
              path,
            },
            target: {
              kind: 'postgres',
              host: postgres.host,
              port: postgres.port,
              database: PAYMENTS_DATABASE,
            },
            connections: 2,
            journalDir: journals,
            logFile: join(folder, `${name}.log`),
          });
          stops.push(() => service.stop());
          return service;
        }),
      ),
    );
    return {
      postgres,
      postgresLog,
      passwords,
      store: {
        mount: MOUNT,
        address: manager.address,
        admin,
        rootToken: manager.token,
        keyturnToken: tokens.keyturn,
        seal: manager.seal,
      },
      storeLine,
      targetLines,
      services,
      serviceToken,
      journals,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Has the server log all that Keyturn's administrator sends. */
export async function logAdministrator(
  postgres: RunningPostgres,
): Promise<void> {
  const client = new Client({
    connectionString: postgres.connectionString('postgres'),
  });
  await client.connect();
  try {
    await client.query(`ALTER ROLE ${ADMIN_ROLE} SET log_statement = 'all'`);
  } finally {
    await client.end();
  }
}

async function seed(
  { path, logins: [username] }: WorldSecret,
  postgres: RunningPostgres,
  admin: StoreAdmin,
): Promise<void> {
  const password = random();
  await setFirstPassword(postgres, username, password);
  await admin.write(MOUNT, path, {
    username,
    password,
    database: PAYMENTS_DATABASE,
  });
}

function random(): string {
  return randomBytes(18).toString('base64url');
}

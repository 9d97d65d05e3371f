import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigReader } from '@backstage/config';
import {
  SecretValue,
  type ChosenRotator,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  ConformanceSession,
  RotatorWorld,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  listenSilently,
  startBreakingProxy,
  type TemporaryPostgres,
} from '@keyturn/dev-peers';
import { Client } from 'pg';
import { AlternatingUsersRotator } from '../AlternatingUsersRotator';
import type { LoginRotatorOptions } from '../LoginRotator';
import {
  readPostgresRotatorSettings,
  type PostgresRotatorSettings,
} from '../settings';
import { SingleUserRotator } from '../SingleUserRotator';
import { LoginRoles } from './LoginRoles';

const DATABASE = 'postgres';

/** One secret on a real PostgreSQL: two logins of one owner role, and an administrator with exactly the documented grants. */
export interface PostgresWorld<R = AlternatingUsersRotator>
  extends RotatorWorld {
  readonly rotator: R & ChosenRotator;
  readonly users: readonly [string, string];
  readonly owner: string;
  readonly admin: string;
  readonly adminPassword: string;
  openSession(value: SecretValue): Promise<ConformanceSession>;
  withSilentEndpoint(): Promise<R & ChosenRotator>;
  /** Runs SQL as the superuser. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Another rotator in front of the same logins. */
  rotatorWith(
    entry: {
      admin?: Record<string, unknown>;
      endpoints?: string[];
      probeQuery?: string;
    },
    random?: (bytes: number) => Buffer,
  ): R & ChosenRotator;
}

/** Which rotator a world is for. */
interface Rotation<R> {
  readonly strategy: PostgresRotatorSettings['strategy'];
  readonly Rotator: new (
    settings: PostgresRotatorSettings,
    options: LoginRotatorOptions,
  ) => R & ChosenRotator;
  optionsOf(users: readonly [string, string]): object;
}

const ALTERNATING_USERS: Rotation<AlternatingUsersRotator> = {
  strategy: 'alternating-users',
  Rotator: AlternatingUsersRotator,
  optionsOf: users => ({ users }),
};

/** The first of the two logins, by itself. */
export const SINGLE_USER: Rotation<SingleUserRotator> = {
  strategy: 'single-user',
  Rotator: SingleUserRotator,
  optionsOf: ([user]) => ({ user }),
};

export function at(run: number, epoch: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}

/** A value as a store gives it. */
function loginValue(
  server: TemporaryPostgres,
  username: string,
  password: string,
): SecretValue {
  const open = (value: string) => ({ value, secret: false });
  return SecretValue.of({
    username: open(username),
    password: { value: password, secret: true },
    host: open(server.host),
    port: open(String(server.port)),
    database: open(DATABASE),
  });
}

/** @param named - the name of the login that is in use now; else one that needs quotes */
export async function createPostgresWorld(
  server: TemporaryPostgres,
  named?: string,
): Promise<PostgresWorld> {
  return createLoginWorld(server, ALTERNATING_USERS, named);
}

/** @param named - as in {@link createPostgresWorld} */
export async function createLoginWorld<R>(
  server: TemporaryPostgres,
  rotation: Rotation<R>,
  named?: string,
): Promise<PostgresWorld<R>> {
  const id = randomBytes(4).toString('hex');
  const users = [named ?? `shop "${id}" a`, `shop "${id}" b`] as const;
  const [owner, admin, weak] = ['owner', 'keyturn', 'weak'].map(
    name => `${name}_${id}`,
  );
  const [password, adminPassword] = [secretText(), secretText()];
  const superuser = new Client({
    connectionString: server.connectionString(DATABASE),
  });
  await superuser.connect();
  const sql = async (text: string, values?: unknown[]) =>
    (await superuser.query(text, values)).rows;
  const roles = new LoginRoles(sql, users, owner);
  await roles.create(password);
  await roles.addAdministrator(admin, adminPassword);
  await roles.grantTo(admin, rotation.strategy);
  const logStart = (await readFile(server.logFile)).length;

  const endpoint = `${server.host}:${server.port}`;
  const closing: Array<() => Promise<unknown>> = [];
  const rotatorWith: PostgresWorld<R>['rotatorWith'] = (entry, random) => {
    const settings = readPostgresRotatorSettings({
      name: 'payments-postgres',
      config: new ConfigReader({
        kind: 'postgres',
        strategy: rotation.strategy,
        endpoints: entry.endpoints ?? [endpoint, endpoint],
        ...(entry.probeQuery ? { probeQuery: entry.probeQuery } : {}),
        admin: {
          host: server.host,
          port: server.port,
          user: admin,
          password: adminPassword,
          ...entry.admin,
        },
      }),
    });
    if (settings.strategy === 'delegated') {
      throw new Error('The entry of the test is one that changes logins');
    }
    return new rotation.Rotator(settings, {
      patience: { connectMs: 2_000, statementMs: 5_000 },
      random,
    });
  };
  const rotatorAt = ({ host, port }: { host: string; port: number }) =>
    rotatorWith({ admin: { host, port }, endpoints: [`${host}:${port}`] });

  return {
    rotator: rotatorWith({}),
    options: rotation.optionsOf(users),
    current: loginValue(server, users[0], password),
    foreign: loginValue(server, `stranger_${id}`, secretText()),
    users,
    owner,
    admin,
    adminPassword,
    sql,
    rotatorWith,
    look: () => roles.look(admin),
    openSession: async value => {
      const session = await openSession(value);
      closing.push(session.close);
      return session;
    },
    withSilentEndpoint: async () => {
      const { host, port, close } = await listenSilently();
      closing.push(close);
      return rotatorWith({
        endpoints: [endpoint, endpoint, `${host}:${port}`],
      });
    },
    withoutServer: async () => rotatorAt({ host: '127.0.0.1', port: 1 }),
    withoutRights: async () => {
      await roles.addAdministrator(weak, adminPassword);
      return rotatorWith({ admin: { user: weak } });
    },
    interrupt: async point => {
      const { host, port, ...cut } = await startBreakingProxy(server, point);
      return { rotator: rotatorAt({ host, port }), ...cut };
    },
    named: async name => createLoginWorld(server, rotation, name),
    serverLog: async () =>
      (await readFile(server.logFile)).subarray(logStart).toString('utf8'),
    close: async () => {
      for (const close of closing) {
        await close();
      }
      await roles.drop();
      await superuser.end();
    },
  };
}

export function secretText(): string {
  return randomBytes(24).toString('base64url');
}

async function openSession(value: SecretValue): Promise<ConformanceSession> {
  const client = new Client({
    host: value.reveal('host'),
    port: Number(value.reveal('port')),
    database: value.reveal('database'),
    user: value.reveal('username'),
    password: value.reveal('password'),
    application_name: 'shop-service',
    ssl: false,
  });
  // The end of the connection shows in the next query.
  client.on('error', () => undefined);
  await client.connect();
  return {
    isEnded: () =>
      client.query('SELECT 1').then(
        () => false,
        () => true,
      ),
    close: () => client.end(),
  };
}

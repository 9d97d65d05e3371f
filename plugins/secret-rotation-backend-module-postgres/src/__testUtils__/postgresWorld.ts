import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ConfigReader } from '@backstage/config';
import {
  SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  ConformanceSession,
  RotatorWorld,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import type { RunningPostgres } from '@keyturn/dev-peers';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { AlternatingUsersRotator } from '../AlternatingUsersRotator';
import { readPostgresRotatorSettings } from '../settings';

const DATABASE = 'postgres';

/** One secret on a real PostgreSQL: two logins of one owner role, and an administrator with exactly the documented grants. */
export interface PostgresWorld extends RotatorWorld {
  readonly rotator: AlternatingUsersRotator;
  readonly users: readonly [string, string];
  readonly owner: string;
  readonly admin: string;
  readonly adminPassword: string;
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
  ): AlternatingUsersRotator;
}

export function at(run: number, epoch: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}

/** A value as a store gives it. */
function loginValue(
  server: RunningPostgres,
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

export async function createPostgresWorld(
  server: RunningPostgres,
): Promise<PostgresWorld> {
  const id = randomBytes(4).toString('hex');
  const [a, b] = [`shop "${id}" a`, `shop "${id}" b`];
  const [owner, admin] = [`owner_${id}`, `keyturn_${id}`];
  const [password, adminPassword] = [secretText(), secretText()];
  const superuser = new Client({
    connectionString: server.connectionString(DATABASE),
  });
  await superuser.connect();
  const sql = async (text: string, values?: unknown[]) =>
    (await superuser.query(text, values)).rows;
  const role = escapeIdentifier;
  await sql(`CREATE ROLE ${role(owner)} NOLOGIN`);
  await sql(`CREATE ROLE ${role(a)} LOGIN PASSWORD ${escapeLiteral(password)}`);
  await sql(`CREATE ROLE ${role(b)} NOLOGIN`);
  await sql(`COMMENT ON ROLE ${role(b)} IS 'the shop''s second login'`);
  for (const login of [a, b]) {
    await sql(`GRANT ${role(owner)} TO ${role(login)}`);
    await sql(`ALTER ROLE ${role(login)} SET role = ${escapeLiteral(owner)}`);
  }
  await sql(
    `CREATE ROLE ${role(admin)} LOGIN CREATEROLE PASSWORD ${escapeLiteral(
      adminPassword,
    )}`,
  );
  await sql(
    `GRANT ${role(a)}, ${role(b)} TO ${role(
      admin,
    )} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
  );
  await sql(`GRANT pg_signal_backend, pg_read_all_stats TO ${role(admin)}`);

  const endpoint = `${server.host}:${server.port}`;
  const closing: Array<() => Promise<unknown>> = [];
  const rotatorWith: PostgresWorld['rotatorWith'] = (entry, random) => {
    const settings = readPostgresRotatorSettings({
      name: 'payments-postgres',
      config: new ConfigReader({
        kind: 'postgres',
        strategy: 'alternating-users',
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
    if (settings.strategy !== 'alternating-users') {
      throw new Error('The entry of the test is one of alternating users');
    }
    return new AlternatingUsersRotator(settings, {
      patience: { connectMs: 600, statementMs: 5_000 },
      random,
    });
  };

  return {
    rotator: rotatorWith({}),
    options: { users: [a, b] },
    current: loginValue(server, a, password),
    foreign: loginValue(server, `stranger_${id}`, secretText()),
    users: [a, b],
    owner,
    admin,
    adminPassword,
    sql,
    rotatorWith,
    look: () =>
      sql(
        `SELECT to_jsonb(r) AS role, d.description AS comment
           FROM pg_authid r
           LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
          WHERE r.rolname = ANY ($1) ORDER BY r.rolname`,
        [[a, b, owner, admin]],
      ),
    openSession: async value => {
      const session = await openSession(value);
      closing.push(session.close);
      return session;
    },
    withSilentEndpoint: async () => {
      const silent = await listenSilently();
      closing.push(silent.close);
      return rotatorWith({ endpoints: [endpoint, endpoint, silent.address] });
    },
    close: async () => {
      for (const close of closing) {
        await close();
      }
      await sql(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY ($1)',
        [[a, b, admin]],
      );
      for (const login of [a, b, admin, owner]) {
        await sql(`DROP OWNED BY ${role(login)}`);
        await sql(`DROP ROLE ${role(login)}`);
      }
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

/** Takes connections and never answers. */
async function listenSilently() {
  const open = new Set<{ destroy(): unknown }>();
  const server = createServer(socket => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close: async () => {
      open.forEach(socket => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}

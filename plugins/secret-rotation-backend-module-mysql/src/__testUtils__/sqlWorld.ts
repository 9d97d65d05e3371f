import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  type RunningSqlServer,
} from '@keyturn/dev-peers';
import { createConnection, type Connection } from 'mysql2/promise';
import { sqlAccount } from '../accounts/Account';
import { rotatorOf } from '../rotatorOf';
import { readMysqlRotatorSettings } from '../settings';

const DATABASE = 'mysql_shop';

/** How an entry of a test differs from the usual one. */
export interface Entry {
  readonly strategy?: string;
  readonly admin?: Record<string, string | number | undefined>;
  readonly endpoints?: string[];
  readonly probeQuery?: string;
  readonly password?: Record<string, string | number>;
}

/** One secret on a real server: two accounts, and an administrator with exactly the documented grants. */
export interface SqlWorld extends RotatorWorld {
  readonly rotator: ChosenRotator;
  readonly users: readonly [string, string];
  /** Each as SQL writes it. */
  readonly accounts: readonly [string, string];
  readonly admin: string;
  readonly adminPassword: string;
  /** Runs one statement as the superuser. */
  sql(text: string): Promise<Record<string, unknown>[]>;
  openSession(value: SecretValue): Promise<ConformanceSession>;
  /** Another rotator in front of the same accounts. */
  rotatorWith(entry: Entry): ChosenRotator;
}

export function at(run: number, epoch: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}

function secretText(): string {
  return randomBytes(24).toString('base64url');
}

/** A value as a store gives it. */
function loginValue(
  { host, port }: { host: string; port: number },
  username: string,
  password: string,
): SecretValue {
  const open = (value: string) => ({ value, secret: false });
  return SecretValue.of({
    username: open(username),
    password: { value: password, secret: true },
    host: open(host),
    port: open(String(port)),
    database: open(DATABASE),
  });
}

/** The script of the documentation, statement by statement, with the test's names. */
function grantScript(
  product: 'mariadb' | 'mysql',
  admin: string,
  password: string,
): string[] {
  const file = join(__dirname, '../../grants', `${product}.sql`);
  return readFileSync(file, 'utf8')
    .replaceAll(/^--.*$/gm, '')
    .replaceAll("'keyturn'@'%'", admin)
    .replace('<password>', password)
    .split(';')
    .map(statement => statement.trim())
    .filter(Boolean);
}

/**
 * Two accounts of a shop, of which the first is in use.
 * @param named - the name of that one; else one that needs quotes
 */
export async function createSqlWorld(
  server: RunningSqlServer,
  strategy: 'alternating-users' | 'dual-password' = 'alternating-users',
  named?: string,
): Promise<SqlWorld> {
  const superuser = await logIn(server, server.superuser);
  const sql = async (text: string) =>
    (await superuser.query(text))[0] as Record<string, unknown>[];
  const [{ version }] = await sql('SELECT VERSION() AS version');
  const product = /mariadb/i.test(String(version)) ? 'mariadb' : 'mysql';
  const id = randomBytes(4).toString('hex');
  const users = [named ?? `shop \`"${id}' a`, `shop \`"${id}' b`] as const;
  const account = (user: string) => sqlAccount({ user, host: '%' });
  const [a, b] = users.map(account);
  const [admin, weak] = [`keyturn_${id}`, `weak_${id}`];
  const [password, adminPassword] = [secretText(), secretText()];

  await sql(`CREATE DATABASE IF NOT EXISTS ${DATABASE}`);
  await sql(`CREATE USER ${b} ACCOUNT LOCK`);
  await sql(`GRANT SELECT ON ${DATABASE}.* TO ${b}`);
  // Not every name can be had.
  const isThere = await sql(
    `CREATE USER ${a} IDENTIFIED BY '${password}'`,
  ).then(
    () => true,
    error => {
      if (named === undefined) throw error;
      return false;
    },
  );
  if (isThere) await sql(`GRANT SELECT ON ${DATABASE}.* TO ${a}`);
  for (const statement of grantScript(product, account(admin), adminPassword)) {
    await sql(statement);
  }

  const logsBefore = await Promise.all(logsOf(server).map(lengthOf));
  const endpoint = `${server.host}:${server.port}`;
  const closing: Array<() => Promise<unknown>> = [];
  const rotatorWith = (entry: Entry) =>
    rotatorOf(
      readMysqlRotatorSettings({
        name: 'shop-mysql',
        config: new ConfigReader({
          kind: 'mysql',
          strategy,
          endpoints: [endpoint, endpoint],
          ...entry,
          admin: {
            host: server.host,
            port: server.port,
            user: admin,
            password: adminPassword,
            ...entry.admin,
          },
        }),
      }),
      { patience: { connectMs: 2_000, statementMs: 8_000 } },
    );

  const rotatorAt = ({ host, port }: { host: string; port: number }) =>
    rotatorWith({ admin: { host, port }, endpoints: [`${host}:${port}`] });

  return {
    rotator: rotatorWith({}),
    options: strategy === 'dual-password' ? { user: users[0] } : { users },
    current: loginValue(server, users[0], password),
    foreign: loginValue(server, `stranger_${id}`, secretText()),
    users,
    accounts: [a, b],
    admin: account(admin),
    adminPassword,
    sql,
    rotatorWith,
    look: async () => [
      await sql(
        `SELECT * FROM mysql.${
          product === 'mariadb' ? 'global_priv' : 'user'
        } WHERE HEX(User) IN (${users.map(asHex).join()}) ORDER BY User`,
      ),
      await sql(
        `SELECT * FROM keyturn.fences WHERE HEX(account) IN (${users
          .map(user => asHex(`${user}@%`))
          .join()}) ORDER BY account`,
      ),
    ],
    openSession: async value => {
      const session = await openSession(server, value);
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
      await sql(
        `CREATE USER ${account(weak)} IDENTIFIED BY '${adminPassword}'`,
      );
      return rotatorWith({ admin: { user: weak } });
    },
    interrupt: async point => {
      const { host, port, ...cut } = await startBreakingProxy(server, point);
      return { rotator: rotatorAt({ host, port }), ...cut };
    },
    named: async name => createSqlWorld(server, strategy, name),
    serverLog: async () => {
      const logs = await Promise.all(logsOf(server).map(log => readFile(log)));
      return logs
        .map((log, index) => log.subarray(logsBefore[index]).toString('utf8'))
        .join('\n');
    },
    close: async () => {
      for (const close of closing) await close();
      const made = [...(isThere ? [a] : []), b, account(admin), account(weak)];
      await sql(`DROP USER IF EXISTS ${made.join()}`);
      await sql(
        `DELETE FROM keyturn.fences WHERE HEX(account) IN (${users
          .map(user => asHex(`${user}@%`))
          .join()})`,
      );
      await superuser.end();
    },
  };
}

/** What the server was asked, and what it says of itself. */
function logsOf({ statementLog, logFile }: RunningSqlServer): string[] {
  return [statementLog, logFile];
}

async function lengthOf(file: string): Promise<number> {
  return (await readFile(file)).length;
}

function asHex(text: string): string {
  return `'${Buffer.from(text).toString('hex').toUpperCase()}'`;
}

async function logIn(
  { host, port }: RunningSqlServer,
  login: { user: string; password: string },
): Promise<Connection> {
  const connection = await createConnection({ host, port, ...login });
  // The end of the connection shows in the next query.
  connection.on('error', () => undefined);
  return connection;
}

async function openSession(
  server: RunningSqlServer,
  value: SecretValue,
): Promise<ConformanceSession> {
  const connection = await logIn(server, {
    user: value.reveal('username'),
    password: value.reveal('password'),
  });
  return {
    isEnded: () =>
      connection.query('SELECT 1').then(
        () => false,
        () => true,
      ),
    close: async () => connection.destroy(),
  };
}

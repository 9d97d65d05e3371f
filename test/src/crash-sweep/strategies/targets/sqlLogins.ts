import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  findMariadb,
  findMysql,
  startMariadb,
  startMysql,
  type RunningSqlServer,
} from '@keyturn/dev-peers';
import { createConnection, type Connection } from 'mysql2/promise';
import type { TargetKind } from '../contracts';
import { CredentialWatch } from './CredentialWatch';

const DATABASE = 'payments';
const USERS = ['payments_a', 'payments_b'] as const;
/** A server that speaks MySQL's protocol, and what differs between the two. */
interface Product {
  readonly name: string;
  /** The script of the module's folder `grants`. */
  readonly grants: string;
  missing(): string | undefined;
  start(folder: string): Promise<RunningSqlServer>;
  /** Every hash that an account may log in with now: none where it is locked. */
  hashes(root: Connection): Promise<Array<{ user: string; hash: string }>>;
}

const MARIADB: Product = {
  name: 'MariaDB',
  grants: 'mariadb.sql',
  missing: () =>
    findMariadb()
      ? undefined
      : 'MariaDB (no mariadbd found; set KEYTURN_MARIADBD)',
  start: folder => startMariadb({ dataDir: join(folder, 'mariadb') }),
  hashes: mariadbHashes,
};

const MYSQL: Product = {
  name: 'MySQL',
  grants: 'mysql.sql',
  missing: () =>
    findMysql() ? undefined : 'MySQL (set KEYTURN_MYSQLD to a mysqld)',
  start: folder => startMysql({ dataDir: join(folder, 'mysql') }),
  hashes: mysqlHashes,
};

/** MariaDB, whose two accounts take turns. */
export const mariadbAlternating = alternatingUsers(MARIADB);
/** MariaDB, whose one account has two passwords for a while. */
export const mariadbDual = dualPassword(MARIADB);
/** MySQL, whose two accounts take turns. */
export const mysqlAlternating = alternatingUsers(MYSQL);
/** MySQL, whose one account has two passwords for a while. */
export const mysqlDual = dualPassword(MYSQL);

function alternatingUsers(product: Product): TargetKind {
  return sqlTarget(product, {
    name: `${product.name} alternating users`,
    strategy: 'alternating-users',
    options: { users: USERS },
    accounts: 'two',
  });
}

function dualPassword(product: Product): TargetKind {
  return sqlTarget(product, {
    name: `${product.name} dual password`,
    strategy: 'dual-password',
    options: { user: USERS[0] },
    accounts: 'one',
  });
}

function sqlTarget(
  product: Product,
  {
    name,
    strategy,
    options,
    accounts,
  }: {
    readonly name: string;
    readonly strategy: string;
    readonly options: object;
    readonly accounts: 'one' | 'two';
  },
): TargetKind {
  return {
    name,
    traits: { issues: 'chosen', overlap: 'dual', accounts },
    failpoints: 'rotator',
    missing: product.missing,

    start: async ({ folder }) => {
      const server = await product.start(folder);
      const root = await logIn(server);
      const [password, adminPassword] = [secretText(), secretText()];
      await prepare(root, password, grantScript(product, adminPassword));
      const watch = await CredentialWatch.start(async () =>
        (
          await product.hashes(root)
        ).map(({ user, hash }) => ({
          id: `${user} ${hash}`,
          account: accounts === 'two' ? user : hash,
        })),
      );
      const { host, port, pid } = server;
      return {
        entry: {
          kind: 'mysql',
          strategy,
          admin: { host, port, user: 'keyturn', password: adminPassword },
          endpoints: [`${host}:${port}`],
          probeQuery: 'select 1 from orders limit 1',
          database: DATABASE,
        },
        allow: ['payments_*'],
        options,
        firstValue: { username: USERS[0], password, database: DATABASE },
        endpoints: [{ kind: 'mysql', host, port, database: DATABASE }],
        effects: () => watch.effects(),
        server: {
          pid,
          stop: async () => {
            await watch.stop();
            root.destroy();
            await server.stop();
          },
        },
      };
    },
  };
}

/** Makes the table, the two accounts, and an administrator with the documented grants. */
async function prepare(
  root: Connection,
  password: string,
  grants: readonly string[],
): Promise<void> {
  const [a, b] = USERS.map(user => `'${user}'@'%'`);
  const statements = [
    `CREATE DATABASE ${DATABASE}`,
    `CREATE TABLE ${DATABASE}.orders (id int PRIMARY KEY)`,
    `INSERT INTO ${DATABASE}.orders VALUES (1)`,
    `CREATE USER ${a} IDENTIFIED BY '${password}'`,
    `CREATE USER ${b} ACCOUNT LOCK`,
    `GRANT SELECT ON ${DATABASE}.* TO ${a}, ${b}`,
    ...grants,
  ];
  for (const statement of statements) await root.query(statement);
}

function grantScript({ grants }: Product, password: string): string[] {
  const module = dirname(
    require.resolve(
      '@keyturn/backstage-plugin-secret-rotation-backend-module-mysql/package.json',
    ),
  );
  return readFileSync(join(module, 'grants', grants), 'utf8')
    .replaceAll(/^--.*$/gm, '')
    .replace('<password>', password)
    .split(';')
    .map(statement => statement.trim())
    .filter(Boolean);
}

const MARIADB_HASH = /"authentication_string"\s*:\s*"([^"]+)"/g;
const IS_LOCKED = /"account_locked"\s*:\s*true/;

async function mariadbHashes(root: Connection) {
  const [rows] = await root.query(
    `SELECT User AS user, Priv AS rights FROM mysql.global_priv WHERE User IN (?)`,
    [USERS],
  );
  const all = rows as Array<{ user: string; rights: unknown }>;
  return all.flatMap(({ user, rights }) => {
    const text = typeof rights === 'string' ? rights : JSON.stringify(rights);
    return IS_LOCKED.test(text)
      ? []
      : [...text.matchAll(MARIADB_HASH)].map(([, hash]) => ({ user, hash }));
  });
}

async function mysqlHashes(root: Connection) {
  const [rows] = await root.query(
    `SELECT User AS user, authentication_string AS first,
       User_attributes->>'$.additional_password' AS second
     FROM mysql.user WHERE User IN (?) AND account_locked = 'N'`,
    [USERS],
  );
  const all = rows as Array<{ user: string; first: string; second?: string }>;
  return all.flatMap(({ user, first, second }) =>
    [first, second].flatMap(hash => (hash ? [{ user, hash }] : [])),
  );
}

async function logIn(server: RunningSqlServer): Promise<Connection> {
  const { host, port, superuser } = server;
  const connection = await createConnection({ host, port, ...superuser });
  // The end of the connection shows in the next query.
  connection.on('error', () => undefined);
  return connection;
}

function secretText(): string {
  return randomBytes(24).toString('base64url');
}

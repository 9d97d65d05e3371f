import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  findMariadb,
  startMariadb,
  type RunningSqlServer,
} from '@keyturn/dev-peers';
import { createConnection, type Connection } from 'mysql2/promise';
import type { TargetKind } from '../contracts';
import { CredentialWatch, type HeldCredential } from './CredentialWatch';

const DATABASE = 'payments';
const USERS = ['payments_a', 'payments_b'] as const;
const HASH = /"authentication_string"\s*:\s*"([^"]+)"/g;
const IS_LOCKED = /"account_locked"\s*:\s*true/;

/** MariaDB, whose two accounts take turns. */
export const mariadbAlternating = mariadb({
  name: 'MariaDB alternating users',
  strategy: 'alternating-users',
  options: { users: USERS },
  accounts: 'two',
});

/** MariaDB, whose one account has two passwords for a while. */
export const mariadbDual = mariadb({
  name: 'MariaDB dual password',
  strategy: 'dual-password',
  options: { user: USERS[0] },
  accounts: 'one',
});

function mariadb({
  name,
  strategy,
  options,
  accounts,
}: {
  readonly name: string;
  readonly strategy: string;
  readonly options: object;
  readonly accounts: 'one' | 'two';
}): TargetKind {
  return {
    name,
    traits: { issues: 'chosen', overlap: 'dual', accounts },
    failpoints: 'rotator',
    missing: () =>
      findMariadb()
        ? undefined
        : 'MariaDB (no mariadbd found; set KEYTURN_MARIADBD)',

    start: async ({ folder }) => {
      const server = await startMariadb({ dataDir: join(folder, 'mariadb') });
      const root = await logIn(server);
      const [password, adminPassword] = [secretText(), secretText()];
      await prepare(root, password, adminPassword);
      const watch = await CredentialWatch.start(() => held(root, accounts));
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
  adminPassword: string,
): Promise<void> {
  const [a, b] = USERS.map(user => `'${user}'@'%'`);
  const statements = [
    `CREATE DATABASE ${DATABASE}`,
    `CREATE TABLE ${DATABASE}.orders (id int PRIMARY KEY)`,
    `INSERT INTO ${DATABASE}.orders VALUES (1)`,
    `CREATE USER ${a} IDENTIFIED BY '${password}'`,
    `CREATE USER ${b} ACCOUNT LOCK`,
    `GRANT SELECT ON ${DATABASE}.* TO ${a}, ${b}`,
    ...grantScript(adminPassword),
  ];
  for (const statement of statements) await root.query(statement);
}

function grantScript(password: string): string[] {
  const module = dirname(
    require.resolve(
      '@keyturn/backstage-plugin-secret-rotation-backend-module-mysql/package.json',
    ),
  );
  return readFileSync(join(module, 'grants/mariadb.sql'), 'utf8')
    .replaceAll(/^--.*$/gm, '')
    .replace('<password>', password)
    .split(';')
    .map(statement => statement.trim())
    .filter(Boolean);
}

/** What the accounts may log in with now: nothing, where one is locked. */
async function held(
  root: Connection,
  accounts: 'one' | 'two',
): Promise<HeldCredential[]> {
  const [rows] = await root.query(
    `SELECT User AS user, Priv AS rights FROM mysql.global_priv WHERE User IN (?)`,
    [USERS],
  );
  const all = rows as Array<{ user: string; rights: unknown }>;
  return all.flatMap(({ user, rights }) => {
    const text = typeof rights === 'string' ? rights : JSON.stringify(rights);
    if (IS_LOCKED.test(text)) return [];
    return [...text.matchAll(HASH)].map(([, hash]) => ({
      id: `${user} ${hash}`,
      account: accounts === 'two' ? user : hash,
    }));
  });
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

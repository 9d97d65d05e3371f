import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { RunningPostgres } from '../../postgres';

/** The two logins that take turns in the payments system. @internal */
export const LOGINS = ['payments_a', 'payments_b'] as const;
/** The target's database. @internal */
export const PAYMENTS_DATABASE = 'payments';
/** The administrator that Keyturn acts with, and the portal's own role. @internal */
export const ADMIN_ROLE = 'keyturn';
/** The portal's own database and role. @internal */
export const PORTAL_DATABASE = 'portal';

const OWNER_ROLE = 'payments_owner';

/** Prefix of every line of the server's log, made to be read by `judgeLog`. @internal */
export const LOG_LINE_PREFIX = '%m [%p] user=%u db=%d app=%a state=%e ';

/** The passwords that the world made up. @internal */
export interface DatabasePasswords {
  readonly admin: string;
  readonly portal: string;
}

/**
 * Makes the roles, databases and rows of the payments system and the portal's own database, where they do not exist
 * yet. Keyturn's administrator gets exactly what the documentation says.
 * @param logins - those that take turns
 * @internal
 */
export async function preparePostgres(
  server: RunningPostgres,
  passwords: DatabasePasswords,
  logins: readonly string[] = LOGINS,
): Promise<void> {
  await asSuperuser(server, 'postgres', async sql => {
    await role(sql, OWNER_ROLE, 'NOLOGIN');
    for (const login of logins) {
      await role(sql, login, 'NOLOGIN');
      await sql(`GRANT ${OWNER_ROLE} TO ${login}`);
      // What one login creates, the other may use.
      await sql(`ALTER ROLE ${login} SET role = '${OWNER_ROLE}'`);
    }
    await role(sql, ADMIN_ROLE, 'LOGIN CREATEROLE', passwords.admin);
    await sql(
      `GRANT ${logins.join(', ')} TO ${ADMIN_ROLE}
         WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
    );
    await sql(`GRANT pg_signal_backend, pg_read_all_stats TO ${ADMIN_ROLE}`);
    await role(sql, PORTAL_DATABASE, 'LOGIN', passwords.portal);
    await database(sql, PORTAL_DATABASE, PORTAL_DATABASE);
    await database(sql, PAYMENTS_DATABASE, OWNER_ROLE);
  });
  await asSuperuser(server, PAYMENTS_DATABASE, async sql => {
    if ((await sql(`SELECT to_regclass('orders') AS found`))[0].found) {
      return;
    }
    await sql('BEGIN');
    await sql(`SET LOCAL ROLE ${OWNER_ROLE}`);
    await sql(
      `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, placed_at timestamptz NOT NULL, cents int NOT NULL)`,
    );
    await sql(
      `INSERT INTO orders (placed_at, cents) SELECT now() - n * interval '1 minute', 500 + n FROM generate_series(1, 1000) n`,
    );
    await sql('COMMIT');
  });
}

/** Gives a login a password, and the right to log in. @internal */
export async function setFirstPassword(
  server: RunningPostgres,
  login: string,
  password: string,
): Promise<void> {
  await asSuperuser(server, 'postgres', sql =>
    sql(`ALTER ROLE ${login} LOGIN PASSWORD ${escapeLiteral(password)}`),
  );
}

type Sql = (text: string) => Promise<Array<Record<string, unknown>>>;

/** The server's log holds every statement; these hold passwords, so this connection is not logged. */
async function asSuperuser<T>(
  server: RunningPostgres,
  databaseName: string,
  act: (sql: Sql) => Promise<T>,
): Promise<T> {
  const client = new Client({
    connectionString: server.connectionString(databaseName),
    application_name: 'keyturn-world',
    options: '-c log_statement=none -c log_min_error_statement=panic',
  });
  await client.connect();
  try {
    return await act(async text => (await client.query(text)).rows);
  } finally {
    await client.end();
  }
}

async function role(
  sql: Sql,
  name: string,
  attributes: string,
  password?: string,
): Promise<void> {
  const found = await sql(
    `SELECT 1 FROM pg_roles WHERE rolname = ${escapeLiteral(name)}`,
  );
  if (found.length === 0) {
    const secret = password ? ` PASSWORD ${escapeLiteral(password)}` : '';
    await sql(`CREATE ROLE ${escapeIdentifier(name)} ${attributes}${secret}`);
  }
}

async function database(sql: Sql, name: string, owner: string): Promise<void> {
  const found = await sql(
    `SELECT 1 FROM pg_database WHERE datname = ${escapeLiteral(name)}`,
  );
  if (found.length === 0) {
    await sql(`CREATE DATABASE ${name} OWNER ${owner}`);
  }
}

import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import { escapeIdentifier, type Client } from 'pg';

/** Before 16 there was no ADMIN OPTION to limit CREATEROLE, and memberships had no INHERIT and SET of their own. */
const OLDEST_SERVER = 160_000;

interface AdminRow {
  superuser: boolean;
  createrole: boolean;
  signals: boolean;
  sees: boolean;
}

interface LoginRow {
  login: string;
  admin: boolean;
  member: boolean;
  superuser: boolean;
}

/** The statements that let the administrator alter these logins, and read none of their data. */
export function adminGrant(admin: string, logins: readonly string[]): string {
  return `ALTER ROLE ${escapeIdentifier(admin)} CREATEROLE; GRANT ${logins
    .map(escapeIdentifier)
    .join(', ')} TO ${escapeIdentifier(
    admin,
  )} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`;
}

/** The statement that lets the administrator end sessions. */
export function signalGrant(admin: string): string {
  return `GRANT pg_signal_backend TO ${escapeIdentifier(admin)}`;
}

/** The statement that lets the administrator see since when sessions are open. */
export function viewGrant(admin: string): string {
  return `GRANT pg_read_all_stats TO ${escapeIdentifier(admin)}`;
}

/** Looks whether this server can be rotated at all; the other checks ask for what older servers do not know. */
export async function checkServer(client: Client): Promise<PreflightCheck[]> {
  const { rows } = await client.query<{ version: number; replica: boolean }>(
    `SELECT current_setting('server_version_num')::int AS version,
            pg_is_in_recovery() AS replica`,
  );
  const [{ version, replica }] = rows;
  return [
    check(
      'postgres.server-version',
      version >= OLDEST_SERVER,
      'The server is PostgreSQL 16 or newer',
      'The server is older than PostgreSQL 16',
      'Upgrade the server to PostgreSQL 16 or newer',
    ),
    check(
      'postgres.primary',
      !replica,
      'The administrator is connected to the primary server',
      'The administrator is connected to a read-only replica',
      'Point admin.host of the rotator at the primary server',
    ),
  ];
}

/** Looks whether the administrator can do all of a rotation of these logins. One check for each right. */
export async function checkAdminRights(
  client: Client,
  admin: string,
  logins: readonly string[],
): Promise<PreflightCheck[]> {
  const { rows: admins } = await client.query<AdminRow>(
    `SELECT rolsuper AS superuser,
            rolcreaterole AS createrole,
            pg_has_role('pg_signal_backend', 'USAGE') AS signals,
            pg_has_role('pg_read_all_stats', 'USAGE') AS sees
       FROM pg_roles WHERE rolname = current_user`,
  );
  const { rows } = await client.query<LoginRow>(
    `SELECT rolname AS login,
            pg_has_role(oid, 'MEMBER WITH ADMIN OPTION') AS admin,
            pg_has_role(oid, 'USAGE') AS member,
            rolsuper AS superuser
       FROM pg_roles WHERE rolname = ANY ($1) ORDER BY rolname`,
    [logins],
  );
  const [{ superuser, createrole, signals, sees }] = admins;
  const member = rows.length > 0 && rows.every(row => row.member);
  return [
    check(
      'postgres.create-role',
      superuser || createrole,
      superuser
        ? 'The administrator is a superuser; CREATEROLE and the grants of the documentation would be enough'
        : 'The administrator may alter logins',
      'The administrator lacks the attribute CREATEROLE',
      `ALTER ROLE ${escapeIdentifier(admin)} CREATEROLE`,
    ),
    ...rows.map(row =>
      check(
        'postgres.admin-option',
        superuser || (row.admin && !row.superuser),
        `The administrator has the ADMIN OPTION on ${row.login}`,
        row.superuser
          ? `${row.login} is a superuser, which only another superuser may alter`
          : `The administrator lacks the ADMIN OPTION on ${row.login}`,
        row.superuser
          ? `ALTER ROLE ${escapeIdentifier(row.login)} NOSUPERUSER`
          : `GRANT ${escapeIdentifier(row.login)} TO ${escapeIdentifier(
              admin,
            )} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
      ),
    ),
    check(
      'postgres.signal-sessions',
      signals || member,
      'The administrator may end left sessions',
      'The administrator may not end left sessions',
      signalGrant(admin),
    ),
    check(
      'postgres.see-sessions',
      sees || member,
      'The administrator sees who is connected and since when',
      'The administrator does not see since when sessions are open',
      viewGrant(admin),
    ),
  ];
}

function check(
  code: string,
  ok: boolean,
  is: string,
  isNot: string,
  fix: string,
): PreflightCheck {
  return ok ? { code, ok, message: is } : { code, ok, message: isNot, fix };
}

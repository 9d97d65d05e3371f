import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import { sqlAccount, type Account } from '../accounts/Account';
import type { Dialect } from '../accounts/Dialect';
import type { Session } from '../connection';
import { errorNumber, fenceMissing, lacksRight } from '../databaseErrors';
import { check } from './checks';

/** What Keyturn does with its own table: asked for with EXPLAIN, which needs the same rights and does nothing. */
const FENCE_STATEMENTS = {
  SELECT: 'SELECT run, epoch, verifiers, newest_session FROM keyturn.fences',
  INSERT:
    "INSERT INTO keyturn.fences (account, run, epoch) VALUES ('none', 0, 0)",
  UPDATE:
    'UPDATE keyturn.fences SET run = 0, epoch = 0, verifiers = NULL, newest_session = NULL',
} as const;

/** Looks whether the administrator can do all of a rotation. One check for each right. */
export async function checkAdminRights(
  session: Session,
  dialect: Dialect,
): Promise<PreflightCheck[]> {
  const admin = await currentAccount(session);
  const everywhere = await rightsOf(session, admin, 'user_privileges');
  const onAccounts = await rightsOf(
    session,
    admin,
    'schema_privileges',
    'mysql',
  );
  const right = (code: string, name: string, what: string) =>
    check({
      code,
      ok: everywhere.includes(name),
      is: `The administrator may ${what}`,
      isNot: `The administrator lacks ${name}, and so may not ${what}`,
      fix: `GRANT ${name} ON *.* TO ${sqlAccount(admin)}`,
    });
  return [
    right('mysql.change-accounts', 'CREATE USER', 'change accounts'),
    right('mysql.see-sessions', 'PROCESS', 'see who is connected'),
    right('mysql.end-sessions', dialect.killRight, 'end left sessions'),
    check({
      code: 'mysql.read-accounts',
      ok: [...everywhere, ...onAccounts].includes('SELECT'),
      is: 'The administrator may read what accounts are granted',
      isNot:
        'The administrator lacks SELECT on the database mysql, and so may not read what accounts are granted',
      fix: `GRANT SELECT ON mysql.* TO ${sqlAccount(admin)}`,
    }),
    ...(await checkFences(session, admin)),
  ];
}

async function checkFences(
  session: Session,
  admin: Account,
): Promise<PreflightCheck[]> {
  const checks: PreflightCheck[] = [];
  for (const [name, statement] of Object.entries(FENCE_STATEMENTS)) {
    const what = `${name} on keyturn.fences`;
    const code = 'mysql.fences';
    try {
      await session.run(`EXPLAIN ${statement}`);
      checks.push({ code, ok: true, message: `The administrator has ${what}` });
    } catch (error) {
      if (errorNumber(error) === undefined) throw error;
      if (lacksRight(error)) {
        const message = `The administrator lacks ${what}`;
        const to = sqlAccount(admin);
        const fix = `GRANT ${name} ON keyturn.fences TO ${to}`;
        checks.push({ code, ok: false, message, fix });
      } else {
        const { message, fix } = fenceMissing();
        return [{ code, ok: false, message, fix }];
      }
    }
  }
  return checks;
}

/** The account that the server took the administrator's login for. */
async function currentAccount(session: Session): Promise<Account> {
  const [{ name }] = await session.rows<{ name: string }>(
    'SELECT CURRENT_USER() AS name',
  );
  const at = name.lastIndexOf('@');
  return { user: name.slice(0, at), host: name.slice(at + 1) };
}

async function rightsOf(
  session: Session,
  { user, host }: Account,
  table: 'user_privileges' | 'schema_privileges',
  schema?: string,
): Promise<string[]> {
  const rows = await session.rows<{ name: string }>(
    `SELECT privilege_type AS name FROM information_schema.${table}
      WHERE grantee = ?${schema === undefined ? '' : ' AND table_schema = ?'}`,
    [`'${user}'@'${host}'`, ...(schema === undefined ? [] : [schema])],
  );
  return rows.map(({ name }) => name);
}

import { sqlAccount, type Account } from '../accounts/Account';
import type { AccountState } from '../accounts/AccountState';
import type { Dialect } from '../accounts/Dialect';
import type { Session } from '../connection';

/** What is compared between two accounts that take turns. */
export interface AccountFacts {
  readonly account: Account;
  readonly state: AccountState;
  /** How many accounts of other hosts have the same user. */
  readonly namesakes: number;
  /** What it was granted, as statements in which {@link GRANTEE} stands for the account. */
  readonly grants: readonly string[];
  readonly defaultRoles: readonly string[];
  /** How it may connect: limits, TLS, expiry. By the name of the column. */
  readonly limits: Readonly<Record<string, string>>;
}

/** Stands in a grant for the account that has it. No name can hold a line break. */
export const GRANTEE = '\n';

const LIMIT_COLUMNS = [
  'ssl_type',
  'ssl_cipher',
  'x509_issuer',
  'x509_subject',
  'max_questions',
  'max_updates',
  'max_connections',
  'max_user_connections',
];

/** Reads what an account is; `undefined` when there is none. */
export async function readAccountFacts(
  session: Session,
  dialect: Dialect,
  account: Account,
): Promise<AccountFacts | undefined> {
  const state = await dialect.readState(session, account);
  if (!state) return undefined;
  const { user, host } = account;
  const hosts = await session.rows<{ host: string }>(
    'SELECT Host AS host FROM mysql.user WHERE User = ?',
    [user],
  );
  const columns = [...LIMIT_COLUMNS, ...dialect.limitColumns];
  const [limits] = await session.rows<Record<string, unknown>>(
    `SELECT ${columns
      .map(name => `CAST(${name} AS CHAR) AS ${name}`)
      .join(', ')} FROM mysql.user WHERE User = ? AND Host = ?`,
    [user, host],
  );
  return {
    account,
    state,
    namesakes: hosts.length - 1,
    grants: await readGrants(session, account),
    defaultRoles: await dialect.defaultRoles(session, account),
    limits: Object.fromEntries(
      columns.map(name => [name, String(limits[name] ?? '')]),
    ),
  };
}

async function readGrants(
  session: Session,
  account: Account,
): Promise<string[]> {
  const name = sqlAccount(account);
  const rows = await session.rows<Record<string, string>>(
    `SHOW GRANTS FOR ${name}`,
  );
  return rows
    .flatMap(row => Object.values(row))
    .map(grant => withGrantee(grant, name))
    .sort();
}

function withGrantee(grant: string, name: string): string {
  for (const word of ['TO', 'FROM', 'FOR']) {
    const [head, ...tail] = grant.split(` ${word} ${name}`);
    if (tail.length > 0) {
      // MariaDB also tells verifiers and limits there.
      const option = /WITH (?:GRANT|ADMIN) OPTION/.exec(tail.join())?.[0];
      return `${head} ${word} ${GRANTEE}${option ? ` ${option}` : ''}`;
    }
  }
  return grant;
}

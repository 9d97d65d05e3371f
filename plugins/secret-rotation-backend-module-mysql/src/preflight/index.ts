import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type PreflightCheck,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { sqlAccount, type Account } from '../accounts/Account';
import type { Dialect } from '../accounts/Dialect';
import { readServerFacts } from '../accounts/serverFacts';
import type { Administrator } from '../Administrator';
import type { Session } from '../connection';
import {
  ADMINISTRATOR_FIX,
  refusesAddress,
  refusesLogin,
} from '../databaseErrors';
import type { FreshLogins } from '../FreshLogins';
import { checkAcceptance } from './acceptance';
import { checkAccount } from './accountChecks';
import { readAccountFacts, type AccountFacts } from './accountFacts';
import { checkAdminRights } from './adminRights';
import { check } from './checks';
import { compareAccounts } from './sameAccounts';

interface Inspection {
  readonly current: SecretValue | undefined;
  readonly administrator: Administrator;
  readonly logins: FreshLogins;
  readonly signal: AbortSignal;
}

/**
 * Looks whether a rotation between two accounts would work. Writes nothing.
 * @throws UnavailableError when the server or an endpoint does not answer
 */
export async function inspectAlternation({
  model,
  other,
  ...inspection
}: Inspection & {
  readonly model: Account;
  readonly other: Account;
}): Promise<PreflightCheck[]> {
  return inspect(inspection, [model, other], ([first, second]) => [
    ...[first, second].flatMap(facts => (facts ? [onlyOne(facts)] : [])),
    ...(first && second ? compareAccounts(first, second) : []),
  ]);
}

/**
 * Looks whether one account can take a second password. Writes nothing.
 * @throws UnavailableError when the server or an endpoint does not answer
 */
export async function inspectDual({
  account,
  ...inspection
}: Inspection & { readonly account: Account }): Promise<PreflightCheck[]> {
  return inspect(inspection, [account], ([facts]) =>
    facts ? [onlyOne(facts)] : [],
  );
}

/** Whatever else an account accepts would be taken away, or leave no room for a second password. */
function onlyOne({ account, state }: AccountFacts): PreflightCheck {
  const name = sqlAccount(account);
  return check({
    code: 'mysql.one-password',
    ok: state.verifiers.length === 1,
    is: `${name} accepts one password`,
    isNot: `${name} accepts something else besides its password`,
    fix: 'Take the other one away: on MySQL by ALTER USER … DISCARD OLD PASSWORD, on MariaDB by ALTER USER … IDENTIFIED VIA with one plugin',
  });
}

const OWN_LOGIN: PreflightCheck = {
  code: 'mysql.own-login',
  ok: false,
  message: "The administrator's own login is one of the secret's",
  fix: 'Let another administrator, in a rotator entry of its own, rotate these logins',
};

async function inspect(
  { current, administrator, logins, signal }: Inspection,
  accounts: readonly Account[],
  compare: (
    facts: readonly (AccountFacts | undefined)[],
    dialect: Dialect,
  ) => PreflightCheck[],
): Promise<PreflightCheck[]> {
  return [
    ...(await asAdministrator(administrator, signal, async session => {
      if (accounts.some(({ user }) => user === administrator.user)) {
        return [OWN_LOGIN];
      }
      const { dialect, ...server } = await readServerFacts(session);
      const checks = [
        check({
          code: 'mysql.server-version',
          ok: server.isSupported,
          is: `The server is a ${dialect.product} that can be rotated`,
          isNot: `The server is older than ${
            dialect.product
          } ${dialect.oldest.join('.')}`,
          fix: `Upgrade it to ${dialect.product} ${dialect.oldest.join(
            '.',
          )} or newer`,
        }),
        check({
          code: 'mysql.primary',
          ok: !server.isReadOnly,
          is: 'The administrator is connected to the primary server',
          isNot: 'The administrator is connected to a server that is read-only',
          fix: 'Point admin.host of the rotator at the primary server',
        }),
      ];
      if (checks.some(({ ok }) => !ok)) return checks;
      const rights = await checkAdminRights(session, dialect);
      checks.push(...rights, await checkVerifiersTaken(session, dialect));
      if (rights.some(({ code, ok }) => code === 'mysql.read-accounts' && !ok))
        return checks;
      const facts: (AccountFacts | undefined)[] = [];
      for (const account of accounts) {
        const read = await readAccountFacts(session, dialect, account);
        facts.push(read);
        checks.push(checkExists(account, read !== undefined));
        if (read) checks.push(...checkAccount(read, dialect));
      }
      return [...checks, ...compare(facts, dialect)];
    })),
    ...(current ? await checkAcceptance(current, logins, signal) : []),
  ];
}

async function asAdministrator(
  administrator: Administrator,
  signal: AbortSignal,
  ask: (session: Session) => Promise<PreflightCheck[]>,
): Promise<PreflightCheck[]> {
  const code = 'mysql.admin-login';
  try {
    return await administrator.connect(signal, async session => {
      const message = 'The administrator can log in';
      return [{ code, ok: true, message }, ...(await ask(session))];
    });
  } catch (error) {
    if (refusesLogin(error) || refusesAddress(error)) {
      const message = "The server refuses the administrator's login";
      return [{ code, ok: false, message, fix: ADMINISTRATOR_FIX }];
    }
    if (
      error instanceof PermissionDeniedError ||
      error instanceof MisconfiguredError
    ) {
      const { message, fix } = error;
      return [{ code, ok: false, message, fix }];
    }
    if (error instanceof UnavailableError) throw error;
    throw new UnavailableError('The server cannot be asked now');
  }
}

async function checkVerifiersTaken(
  session: Session,
  dialect: Dialect,
): Promise<PreflightCheck> {
  return check({
    code: 'mysql.hashed-passwords',
    ok: !(await dialect.refusesVerifiers(session)),
    is: 'The server takes a verifier in place of a password',
    isNot:
      'The server takes passwords as text alone (strict_password_validation), which Keyturn never sends',
    fix: 'SET GLOBAL strict_password_validation = OFF; Keyturn checks the strength of passwords by its own policy',
  });
}

function checkExists(account: Account, exists: boolean): PreflightCheck {
  const name = sqlAccount(account);
  return check({
    code: 'mysql.account-exists',
    ok: exists,
    is: `The account ${name} exists`,
    isNot: `The account ${name} does not exist`,
    fix: `CREATE USER ${name} ACCOUNT LOCK; then grant it what the other account has`,
  });
}

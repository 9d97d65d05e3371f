import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { escapeIdentifier } from 'pg';
import type { Administrator } from '../Administrator';
import {
  ADMINISTRATOR_FIX,
  refusesAdministrator,
  sqlState,
  SQLSTATE,
} from '../databaseErrors';
import type { FreshLogins } from '../FreshLogins';
import { checkAcceptance } from './acceptance';
import { checkAdminRights, checkServer } from './adminRights';
import { readLoginFacts } from './loginFacts';
import { compareLogins } from './sameLogins';

/**
 * Looks whether a rotation of these logins would work. Writes nothing: what it asks runs in a read-only transaction.
 * @throws UnavailableError when PostgreSQL or an endpoint does not answer
 */
export async function inspectRotation(
  input: {
    users: readonly string[];
    accounts: RunAccounts;
    current: SecretValue | undefined;
  },
  administrator: Administrator,
  logins: FreshLogins,
  signal: AbortSignal,
): Promise<PreflightCheck[]> {
  const { users, accounts, current } = input;
  return [
    ...(await checkAsAdmin(users, accounts, administrator, signal)),
    ...(current ? await checkAcceptance(current, logins, signal) : []),
  ];
}

const OWN_LOGIN: PreflightCheck = {
  code: 'postgres.own-login',
  ok: false,
  message: "The administrator's own login is one of the secret's",
  fix: 'Let another administrator, in a rotator entry of its own, rotate these logins',
};

async function checkAsAdmin(
  users: readonly string[],
  accounts: RunAccounts,
  administrator: Administrator,
  signal: AbortSignal,
): Promise<PreflightCheck[]> {
  const code = 'postgres.admin-login';
  try {
    return await administrator.connect(signal, async client => {
      await client.query('BEGIN READ ONLY');
      const login = { code, ok: true, message: 'The administrator can log in' };
      if (users.includes(administrator.user)) {
        return [login, OWN_LOGIN];
      }
      const server = await checkServer(client);
      if (server.some(({ ok }) => !ok)) {
        return [login, ...server];
      }
      const facts = await readLoginFacts(client, users);
      const model = facts.get(accounts.old ?? accounts.new);
      const other = facts.get(users.find(user => user !== model?.login) ?? '');
      return [
        login,
        ...server,
        ...(await checkAdminRights(client, administrator.user, users)),
        ...users.map(user => checkExists(user, facts.has(user))),
        ...(model && other ? compareLogins(model, other) : []),
      ];
    });
  } catch (error) {
    if (
      refusesAdministrator(error) ||
      sqlState(error) === SQLSTATE.insufficientPrivilege
    ) {
      const message = "PostgreSQL refuses the administrator's login";
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
    throw new UnavailableError('PostgreSQL cannot be asked now');
  }
}

function checkExists(login: string, exists: boolean): PreflightCheck {
  const code = 'postgres.login-exists';
  return exists
    ? { code, ok: true, message: `The login ${login} exists` }
    : {
        code,
        ok: false,
        message: `The login ${login} does not exist`,
        fix: `CREATE ROLE ${escapeIdentifier(
          login,
        )} NOLOGIN; then grant it what the other login has`,
      };
}

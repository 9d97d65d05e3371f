import {
  MisconfiguredError,
  PermissionDeniedError,
  type AlternatingUsersOptions,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { FreshLogins } from '../FreshLogins';
import type { ManagementApi } from '../ManagementApi';
import { checkAcceptance } from './acceptance';
import { checkAdministrator } from './administrator';
import { compareUsers } from './sameUsers';
import { readUserFacts } from './userFacts';

/**
 * Looks whether a rotation between two users would work. Writes nothing.
 * @throws UnavailableError when RabbitMQ or an endpoint does not answer
 */
export async function inspectRotation(
  input: {
    options: AlternatingUsersOptions;
    accounts: RunAccounts;
    current: SecretValue | undefined;
  },
  api: ManagementApi,
  logins: FreshLogins,
  signal: AbortSignal,
): Promise<PreflightCheck[]> {
  const { options, accounts, current } = input;
  return [
    ...(await checkAsAdmin(options, accounts, api, signal)),
    ...(current ? await checkAcceptance(current, logins, signal) : []),
  ];
}

async function checkAsAdmin(
  { users }: AlternatingUsersOptions,
  accounts: RunAccounts,
  api: ManagementApi,
  signal: AbortSignal,
): Promise<PreflightCheck[]> {
  try {
    const administrator = await checkAdministrator(api, users, signal);
    if (administrator.some(({ ok }) => !ok)) return administrator;
    const facts = await Promise.all(
      users.map(name => readUserFacts(api, name, signal)),
    );
    const [one, two] = facts;
    const [model, other] =
      users[0] === (accounts.old ?? accounts.new) ? [one, two] : [two, one];
    return [
      ...administrator,
      ...users.map((name, at) => checkExists(name, facts[at] !== undefined)),
      ...(model && other ? compareUsers(model, other) : []),
    ];
  } catch (error) {
    if (
      error instanceof PermissionDeniedError ||
      error instanceof MisconfiguredError
    ) {
      const { message, fix } = error;
      return [{ code: 'rabbitmq.admin-login', ok: false, message, fix }];
    }
    throw error;
  }
}

function checkExists(name: string, exists: boolean): PreflightCheck {
  const code = 'rabbitmq.user-exists';
  return exists
    ? { code, ok: true, message: `The user ${name} exists` }
    : {
        code,
        ok: false,
        message: `The user ${name} does not exist`,
        fix: `Make the user ${name} with the permissions of the other user`,
      };
}

import {
  MisconfiguredError,
  UnavailableError,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { passwordHash } from '../aclUser';
import type { Administrator } from '../Administrator';
import type { FreshLogins } from '../FreshLogins';
import type { AclUserOptions } from '../options';
import {
  ADMINISTRATOR_FIX,
  errorCode,
  NO_PERMISSION,
  WRONG_PASSWORD,
} from '../redisErrors';
import { checkAcceptance } from './acceptance';
import { checkAllNodesNamed } from './allNodes';
import { lookAtNode, type NodeFacts } from './nodeFacts';
import { checkRights, checkServers } from './servers';
import { checkUser } from './user';

const OWN_LOGIN: PreflightCheck = {
  code: 'redis.own-login',
  ok: false,
  message: "The administrator's own login is one of the secret's",
  fix: 'Let another administrator, in a rotator entry of its own, rotate this user',
};

/**
 * Looks whether a rotation of a user would work. Writes nothing.
 * @throws UnavailableError when a node or an endpoint does not answer
 */
export async function inspectRotation(
  {
    options: { user },
    current,
  }: {
    options: AclUserOptions;
    accounts: RunAccounts;
    current: SecretValue | undefined;
  },
  administrator: Administrator,
  logins: FreshLogins,
  signal: AbortSignal,
): Promise<PreflightCheck[]> {
  const code = 'redis.admin-login';
  const results = await administrator
    .onEach(signal, node => lookAtNode(node, user))
    .catch(error => {
      if (error instanceof MisconfiguredError) return error;
      throw error;
    });
  if (results instanceof MisconfiguredError) {
    const { message, fix } = results;
    return [{ code, ok: false, message, fix }];
  }
  const refused = results.filter(
    result =>
      result.status === 'rejected' &&
      [WRONG_PASSWORD, NO_PERMISSION].includes(errorCode(result.reason) ?? ''),
  );
  if (refused.length > 0) {
    return [
      {
        code,
        ok: false,
        message: `Redis refuses the administrator at ${refused
          .map(({ name }) => name)
          .join(', ')}`,
        fix: ADMINISTRATOR_FIX,
      },
    ];
  }
  const nodes = results.map((result): NodeFacts => {
    if (result.status === 'fulfilled') return result.value;
    throw new UnavailableError(`Redis cannot be asked now at ${result.name}`);
  });
  const rights = [...checkServers(nodes), ...checkRights(nodes, administrator)];
  return [
    {
      code,
      ok: true,
      message: 'The administrator can log in at every node',
    },
    ...(user === administrator.user ? [OWN_LOGIN] : []),
    ...rights,
    // What may not be asked was not seen.
    ...(rights.every(({ ok }) => ok)
      ? [
          checkAllNodesNamed(nodes),
          ...checkUser(user, nodes, current && passwordHash(current)),
        ]
      : []),
    ...(current ? await checkAcceptance(current, logins, signal) : []),
  ];
}

import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import { withoutHashes } from '../aclUser';
import { checkEach } from './checkEach';
import type { NodeFacts } from './nodeFacts';

/** Looks at the user whose password is to be replaced. A node that lost it gets it back, so one that knows it is enough. */
export function checkUser(
  user: string,
  nodes: readonly NodeFacts[],
  currentHash: string | undefined,
): PreflightCheck[] {
  const knowing = nodes.filter(node => node.user !== undefined);
  if (knowing.length === 0) {
    return [
      {
        code: 'redis.user-exists',
        ok: false,
        message: `No node knows the user ${user}`,
        fix: `Make it on every node: ACL SETUSER ${user} on, then what consumers may do`,
      },
    ];
  }
  const model = withoutHashes(knowing[0].rules ?? []);
  const checks = [
    checkEach(knowing, {
      code: 'redis.user-enabled',
      fails: node => node.user?.flags.includes('on') === false,
      is: `The user ${user} is enabled`,
      isNot: names => `The user ${user} is disabled at ${names}`,
      fix: `ACL SETUSER ${user} on`,
    }),
    checkEach(knowing, {
      code: 'redis.user-needs-password',
      fails: node => node.user?.flags.includes('nopass') === true,
      is: `The user ${user} needs a password`,
      isNot: names =>
        `The user ${user} is let in with any password at ${names}`,
      fix: `ACL SETUSER ${user} resetpass, then give it the password that consumers use`,
    }),
    checkEach(knowing, {
      code: 'redis.same-rules',
      fails: node => withoutHashes(node.rules ?? []) !== model,
      is: `The user ${user} may do the same at every node`,
      isNot: names => `The user ${user} may do something else at ${names}`,
      fix: 'Make the rules of the user alike on every node; ACL LIST shows them',
    }),
    checkEach(knowing, {
      code: 'redis.saved-name',
      fails: node => node.persistence === 'config' && /["'\\]/.test(user),
      is: `Every node can save the user ${user}`,
      isNot: names =>
        `${names} keeps users in its configuration, which it could not read again with quotes in a name`,
      fix: 'Set aclfile in the configuration of that node',
    }),
  ];
  if (currentHash === undefined) return checks;
  return [
    ...checks,
    checkEach(knowing, {
      code: 'redis.no-other-password',
      // Where the current one is missing, that is what is wrong.
      fails: ({ user: known }) =>
        known?.hashes.includes(currentHash) === true && known.hashes.length > 1,
      is: `The user ${user} has no password besides the current one`,
      isNot: names =>
        `The user ${user} has a password besides the current one at ${names}, which would be removed`,
      fix: `Find out who uses it and remove it: ACL GETUSER ${user} shows its hash, ACL SETUSER ${user} !<hash> removes it`,
    }),
  ];
}

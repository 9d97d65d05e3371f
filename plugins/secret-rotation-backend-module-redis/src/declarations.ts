import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Two passwords of one ACL user. @internal */
export const ACL_USER = {
  kind: 'redis',
  title: 'Redis and Valkey, two passwords of one ACL user',
  issues: 'chosen',
  overlap: 'dual',
  accounts: 'one',
  usage: 'per-account',
  seenBy: 'open-sessions',
  oldSessions: 'ended',
  fencing: 'deadline',
  provenOn: ['Redis 7.0', 'Valkey 9.1'],
  privileges: {
    summary:
      'An ACL user on every node that may set users, see and end connections, and read no key',
    script: 'grants/keyturn.acl',
  },
  page: 'integrations/redis.md',
} as const satisfies RotatorDeclaration;

/** What the rotators of this module do at their target. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [ACL_USER];

import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Two logins that take turns. @internal */
export const ALTERNATING_USERS = {
  kind: 'postgres',
  strategy: 'alternating-users',
  title: 'PostgreSQL, alternating users',
  issues: 'chosen',
  overlap: 'dual',
  accounts: 'two',
  usage: 'per-credential',
  seenBy: 'open-sessions',
  oldSessions: 'ended',
  fencing: 'target',
  provenOn: ['PostgreSQL 18'],
  privileges: {
    summary:
      '`CREATEROLE`, `ADMIN OPTION` on both logins, `pg_signal_backend`, `pg_read_all_stats`',
    script: 'grants/alternating-users.sql',
  },
  page: 'integrations/postgres.md',
} as const satisfies RotatorDeclaration;

/** What the rotators of this module do at their target. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  ALTERNATING_USERS,
];

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

/** One login, one password at a time. @internal */
export const SINGLE_USER = {
  ...ALTERNATING_USERS,
  strategy: 'single-user',
  title: 'PostgreSQL, single user',
  overlap: 'single',
  accounts: 'one',
  usage: 'per-account',
  privileges: {
    summary:
      '`CREATEROLE`, `ADMIN OPTION` on the login, `pg_signal_backend`, `pg_read_all_stats`',
    script: 'grants/single-user.sql',
  },
} as const satisfies RotatorDeclaration;

/** What is the same where the secrets manager changes passwords and the rotator watches. */
const DELEGATED = {
  kind: 'postgres',
  strategy: 'delegated',
  issues: 'delegated',
  usage: 'none',
  seenBy: 'nothing',
  oldSessions: 'live-on',
  fencing: 'none',
  provenOn: [],
  privileges: { summary: 'none: it logs in with the values of the secret' },
  page: 'integrations/delegated.md',
} as const;

/** What the rotators of this module do at their target. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  ALTERNATING_USERS,
  SINGLE_USER,
  {
    ...DELEGATED,
    title: 'PostgreSQL, two logins that the secrets manager changes',
    overlap: 'dual',
    accounts: 'two',
  },
  {
    ...DELEGATED,
    title: 'PostgreSQL, one login that the secrets manager changes',
    overlap: 'single',
    accounts: 'one',
  },
];

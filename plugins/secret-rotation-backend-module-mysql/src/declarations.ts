import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';

const COMMON = {
  kind: 'mysql',
  issues: 'chosen',
  overlap: 'dual',
  fencing: 'target',
  provenOn: ['MariaDB 10.11', 'MySQL 9.7'],
  privileges: {
    summary:
      '`CREATE USER`, `PROCESS`, `CONNECTION ADMIN` (MySQL: `CONNECTION_ADMIN`), `SELECT` on `mysql.*`, a table of its own',
    script: 'grants/mariadb.sql',
  },
  page: 'integrations/mysql.md',
} as const;

/** Two accounts that take turns. @internal */
export const ALTERNATING_USERS = {
  ...COMMON,
  strategy: 'alternating-users',
  title: 'MySQL and MariaDB, alternating users',
  accounts: 'two',
  usage: 'per-credential',
  seenBy: 'open-sessions',
  oldSessions: 'ended',
} as const satisfies RotatorDeclaration;

/**
 * One account with two passwords. The servers say neither since when a session is open nor by which password: those that
 * are surely old are ended, of the others none is.
 * @internal
 */
export const DUAL_PASSWORD = {
  ...COMMON,
  strategy: 'dual-password',
  title: 'MySQL and MariaDB, two passwords in one account',
  accounts: 'one',
  usage: 'per-account',
  seenBy: 'nothing',
  oldSessions: 'live-on',
} as const satisfies RotatorDeclaration;

/** What the rotators of this module do at their target. @public */
export const rotatorDeclarations: readonly RotatorDeclaration[] = [
  ALTERNATING_USERS,
  DUAL_PASSWORD,
];

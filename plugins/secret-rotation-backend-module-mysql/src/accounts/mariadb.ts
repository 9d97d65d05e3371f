import { z } from 'zod';
import type { Verifier } from '../verifiers';
import { sqlAccount, sqlName } from './Account';
import type { Dialect } from './Dialect';

const verifier = z.object({
  plugin: z.string(),
  authentication_string: z.string().default(''),
});

/** A row of `mysql.global_priv`. An alternative that says nothing is the one beside the list. */
const kept = verifier.extend({
  account_locked: z.boolean().default(false),
  auth_or: z.array(z.union([verifier, z.object({}).strict()])).optional(),
});

/** MariaDB: an account may accept any of several verifiers. */
export const mariadb: Dialect = {
  product: 'MariaDB',
  oldest: [10, 5, 2],
  processlist: 'information_schema.processlist',
  killRight: 'CONNECTION ADMIN',
  limitColumns: ['max_statement_time', 'password_expired'],

  defaultRoles: async () => [],

  refusesVerifiers: async session => {
    const [{ strict }] = await session.rows<{ strict: number }>(
      `SELECT @@GLOBAL.strict_password_validation AND EXISTS (
          SELECT 1 FROM information_schema.plugins
           WHERE plugin_type = 'PASSWORD VALIDATION' AND plugin_status = 'ACTIVE') AS strict`,
    );
    return strict !== 0;
  },

  readState: async (session, { user, host }) => {
    const rows = await session.rows<{ user: string; priv: string }>(
      'SELECT User AS user, Priv AS priv FROM mysql.global_priv WHERE User = ? AND Host = ?',
      [user, host],
    );
    const row = rows.find(each => each.user === user);
    if (!row) return undefined;
    const priv = kept.parse(JSON.parse(row.priv));
    const first = { plugin: priv.plugin, text: priv.authentication_string };
    return {
      isLocked: priv.account_locked,
      verifiers: (priv.auth_or ?? [{}]).map(each =>
        'plugin' in each
          ? { plugin: each.plugin, text: each.authentication_string }
          : first,
      ),
    };
  },

  acceptOnly: (session, account, only) =>
    session.run(
      `ALTER USER ${sqlAccount(account)} IDENTIFIED ${via([
        only,
      ])} ACCOUNT UNLOCK`,
    ),

  lock: (session, account, unknown) =>
    session.run(
      `ALTER USER ${sqlAccount(account)} IDENTIFIED ${via([
        unknown,
      ])} ACCOUNT LOCK`,
    ),

  acceptToo: (session, account, { state, verifier: added, replacesFirst }) =>
    session.run(
      `ALTER USER ${sqlAccount(account)} IDENTIFIED ${via([
        added,
        ...state.verifiers.slice(replacesFirst ? 1 : 0),
      ])} ACCOUNT UNLOCK`,
    ),

  keepOnly: (session, account, { verifiers }, index) =>
    session.run(
      `ALTER USER ${sqlAccount(account)} IDENTIFIED ${via([verifiers[index]])}`,
    ),

  idleMs: "IF(command = 'Sleep', time_ms, 0)",
};

function via(verifiers: readonly Verifier[]): string {
  return `VIA ${verifiers
    .map(({ plugin, text }) => `${sqlName(plugin)} USING ${quoted(text)}`)
    .join(' OR ')}`;
}

/** What plugins keep is of letters, digits and signs; anything else was not read right. */
function quoted(text: string): string {
  if (!/^[\x20-\x7e]*$/.test(text) || /['\\]/.test(text)) {
    throw new Error('A verifier holds what none may hold');
  }
  return `'${text}'`;
}

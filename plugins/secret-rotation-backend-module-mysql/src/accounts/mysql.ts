import { z } from 'zod';
import type { Verifier } from '../verifiers';
import { sqlAccount } from './Account';
import type { Dialect } from './Dialect';

const attributes = z.object({ additional_password: z.string().optional() });

/** MySQL: an account has one password, and may retain the one before. */
export const mysql: Dialect = {
  product: 'MySQL',
  oldest: [8, 0, 17],
  processlist: 'performance_schema.processlist',
  killRight: 'CONNECTION_ADMIN',
  limitColumns: ['password_expired', 'password_lifetime'],

  defaultRoles: async (session, { user, host }) => {
    const rows = await session.rows<{ role: string; at: string }>(
      `SELECT DEFAULT_ROLE_USER AS role, DEFAULT_ROLE_HOST AS at
         FROM mysql.default_roles WHERE USER = ? AND HOST = ?`,
      [user, host],
    );
    return rows
      .map(({ role, at }) => sqlAccount({ user: role, host: at }))
      .sort();
  },

  refusesVerifiers: async () => false,

  readState: async (session, { user, host }) => {
    const rows = await session.rows<{
      user: string;
      plugin: string;
      verifier: string;
      locked: string;
      more: string | null;
    }>(
      `SELECT User AS user, plugin, HEX(authentication_string) AS verifier,
              account_locked AS locked, User_attributes AS more
         FROM mysql.user WHERE User = ? AND Host = ?`,
      [user, host],
    );
    const row = rows.find(each => each.user === user);
    if (!row) return undefined;
    const { plugin } = row;
    const retained = attributes.parse(
      JSON.parse(row.more ?? '{}'),
    ).additional_password;
    return {
      isLocked: row.locked === 'Y',
      verifiers: [
        {
          plugin,
          text: Buffer.from(row.verifier, 'hex').toString('latin1'),
        },
        ...(retained ? [{ plugin, text: retained }] : []),
      ],
    };
  },

  acceptOnly: async (session, account, only) => {
    await session.run(`ALTER USER ${sqlAccount(account)} ${identified(only)}`);
    // Changing the password leaves the retained one as it is.
    await session.run(`ALTER USER ${sqlAccount(account)} DISCARD OLD PASSWORD`);
    await session.run(`ALTER USER ${sqlAccount(account)} ACCOUNT UNLOCK`);
  },

  lock: async (session, account, unknown) => {
    await session.run(
      `ALTER USER ${sqlAccount(account)} ${identified(unknown)} ACCOUNT LOCK`,
    );
    await session.run(`ALTER USER ${sqlAccount(account)} DISCARD OLD PASSWORD`);
  },

  acceptToo: (session, account, { verifier, replacesFirst }) =>
    session.run(
      // To retain twice would drop the password that consumers use.
      `ALTER USER ${sqlAccount(account)} ${identified(verifier)}${
        replacesFirst ? '' : ' RETAIN CURRENT PASSWORD'
      }`,
    ),

  keepOnly: async (session, account, { verifiers }, index) => {
    if (index > 0) {
      await session.run(
        `ALTER USER ${sqlAccount(account)} ${identified(verifiers[index])}`,
      );
    }
    await session.run(`ALTER USER ${sqlAccount(account)} DISCARD OLD PASSWORD`);
  },

  // A difference of whole seconds: up to one less has passed.
  idleMs: "IF(command = 'Sleep', GREATEST(time - 1, 0) * 1000, 0)",
};

function identified({ plugin, text }: Verifier): string {
  const hex = Buffer.from(text, 'latin1').toString('hex');
  return `IDENTIFIED WITH ${plugin} AS 0x${hex}`;
}

import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { RunningPostgres } from '@keyturn/dev-peers';
import {
  ADMIN_ROLE,
  LOGINS,
  PAYMENTS_DATABASE,
  setFirstPassword,
} from '@keyturn/dev-peers/world';
import { Client } from 'pg';
import type { LoggedEffect, TargetKind } from '../contracts';

/** One statement of Keyturn's, as the server logs it with the world's prefix. */
const STATEMENT =
  /^\S+ \S+ UTC \[(\d+)\] .*? app=keyturn .*?LOG: {2}statement: (.*)$/;
/** The statements by which Keyturn lets a login in and shuts it out. */
const TURNED = /^ALTER ROLE "(.+?)" (LOGIN|NOLOGIN) /;

/** PostgreSQL, whose two logins take turns. */
export const postgresAlternating = postgres({
  name: 'PostgreSQL alternating users',
  strategy: 'alternating-users',
  options: { users: LOGINS },
  traits: { issues: 'chosen', overlap: 'dual', accounts: 'two' },
  failpoints: 'all',
});

/** PostgreSQL, whose one login has one password at a time. */
export const postgresSingle = postgres({
  name: 'PostgreSQL single user',
  strategy: 'single-user',
  options: { user: LOGINS[0] },
  traits: { issues: 'chosen', overlap: 'single', accounts: 'one' },
  failpoints: 'rotator',
  isExample: true,
});

function postgres({
  strategy,
  options,
  ...kind
}: Pick<TargetKind, 'name' | 'traits' | 'failpoints' | 'isExample'> & {
  readonly strategy: string;
  readonly options: object;
}): TargetKind {
  return {
    ...kind,
    missing: () => undefined,
    start: async ({ database: { server, logFile, adminPassword } }) => {
      const { host, port } = server;
      const [username] = LOGINS;
      const password = randomBytes(24).toString('base64url');
      await setFirstPassword(server, username, password);
      await logAdministrator(server);
      let offset = 0;
      return {
        entry: {
          kind: 'postgres',
          strategy,
          admin: {
            host,
            port,
            user: ADMIN_ROLE,
            password: adminPassword,
            database: PAYMENTS_DATABASE,
          },
          endpoints: [`${host}:${port}`],
          probeQuery: 'select 1 from orders limit 1',
        },
        allow: ['payments_*'],
        options,
        firstValue: { username, password, database: PAYMENTS_DATABASE },
        endpoints: [
          { kind: 'postgres', host, port, database: PAYMENTS_DATABASE },
        ],
        effects: async () => {
          const { text, end } = await readFrom(logFile, offset);
          offset = end;
          return effectsIn(text);
        },
      };
    },
  };
}

/**
 * The changes of logins that a part of the server's log tells of. Only what was committed counts: a transaction that
 * Keyturn gave up at its deadline changed nothing.
 */
export function effectsIn(log: string): LoggedEffect[] {
  const uncommitted = new Map<string, LoggedEffect>();
  return log.split('\n').flatMap(line => {
    const [, session = '', statement = ''] = STATEMENT.exec(line) ?? [];
    const [, account, turn] = TURNED.exec(statement) ?? [];
    if (account !== undefined) {
      const kind = turn === 'LOGIN' ? 'activated' : 'revoked';
      uncommitted.set(session, { account, kind });
    } else if (statement.startsWith('BEGIN')) {
      uncommitted.delete(session);
    } else if (statement === 'COMMIT') {
      const effect = uncommitted.get(session);
      uncommitted.delete(session);
      return effect ? [effect] : [];
    }
    return [];
  });
}

/** Has the server log every statement of Keyturn's administrator. It sends verifiers, no password. */
async function logAdministrator(server: RunningPostgres): Promise<void> {
  const client = new Client(server.connectionString('postgres'));
  await client.connect();
  try {
    await client.query(`ALTER ROLE ${ADMIN_ROLE} SET log_statement = 'all'`);
  } finally {
    await client.end();
  }
}

async function readFrom(file: string, offset: number) {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const part = Buffer.alloc(size - offset);
    await handle.read(part, 0, part.length, offset);
    // A line that is being written belongs to the next look.
    const whole = part.lastIndexOf('\n') + 1;
    return { text: part.toString('utf8', 0, whole), end: offset + whole };
  } finally {
    await handle.close();
  }
}

import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { withPostgres } from '../../postgres';
import { LOG_LINE_PREFIX, LOGINS } from '../payments/database';
import { judgeLog } from './postgresLog';

jest.setTimeout(60_000);

const [OLD, NEW] = LOGINS;

/** A log in which the new login is let in at its third line and the old one shut out at its sixth. */
function logWith(place: number, failure: string): string {
  const lines = [
    'user=payments_a db=payments app=checkout state=00000 LOG:  statement: select 1',
    'user=keyturn db=payments app=keyturn state=00000 LOG:  statement: SELECT 1',
    `user=keyturn db=payments app=keyturn state=00000 LOG:  statement: ALTER ROLE "payments_b" LOGIN PASSWORD 'SCRAM-SHA-256$4096:x'`,
    'user=payments_b db=payments app=checkout state=00000 LOG:  statement: select 1',
    'user=somebody db=payments app=psql state=00000 LOG:  statement: ALTER ROLE "payments_b" NOLOGIN ',
    'user=keyturn db=payments app=keyturn state=00000 LOG:  statement: ALTER ROLE "payments_a" NOLOGIN PASSWORD NULL',
    'user=payments_b db=payments app=checkout state=00000 LOG:  statement: select 1',
  ];
  return lines
    .toSpliced(place, 0, failure)
    .map(line => `2026-01-01 10:00:00.000 UTC [7] ${line}`)
    .join('\n');
}

function refused(user: string, code = '28P01') {
  return `user=${user} db=payments app=[unknown] state=${code} FATAL:  password authentication failed`;
}

describe("the failures in PostgreSQL's log", () => {
  const postgres = withPostgres({
    log_statement: 'all',
    log_line_prefix: LOG_LINE_PREFIX,
  });

  async function run(
    login: { user: string; password: string; application?: string },
    query: string,
  ) {
    const { host, port } = postgres();
    const client = new Client({
      ...{ host, port, database: 'postgres' },
      user: login.user,
      password: login.password,
      application_name: login.application ?? 'checkout',
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(query);
    } catch {
      // What the server says of it is what the test looks at.
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  it('are read from what a real server writes, those of other logins left out', async () => {
    const admin = { ...postgres().superuser, application: 'keyturn' };
    const before = { user: OLD, password: 'right' };
    await run(admin, `CREATE ROLE ${OLD} LOGIN PASSWORD 'right'`);
    await run(admin, `CREATE ROLE ${NEW} NOLOGIN`);
    await run(admin, `SELECT 'ERROR:  not one'`);
    await run({ user: NEW, password: 'next' }, 'SELECT 1');
    await run(admin, `ALTER ROLE "${NEW}" LOGIN PASSWORD 'next'`);
    await run({ user: NEW, password: 'wrong' }, 'SELECT 1');
    await run(before, 'SELECT * FROM no_such_table');
    await run(before, 'SELECT 1');
    await run({ user: 'somebody', password: 'wrong' }, 'SELECT 1');
    await run(admin, `ALTER ROLE "${OLD}" NOLOGIN PASSWORD NULL`);
    await run(before, 'SELECT 1');

    const log = readFileSync(postgres().logFile, 'utf8');
    const { ofServices, provoked } = judgeLog(log, LOGINS, [OLD]);
    expect(provoked).toMatchObject([
      { user: NEW, severity: 'FATAL', code: '28P01' },
      { user: OLD, severity: 'FATAL', code: '28P01' },
    ]);
    expect(ofServices).toMatchObject([
      { user: NEW, severity: 'FATAL', code: '28P01' },
      { user: OLD, severity: 'ERROR', code: '42P01', application: 'checkout' },
    ]);
    const age = Date.now() - ofServices[0].at.getTime();
    expect(Math.abs(age)).toBeLessThan(60_000);
  });

  it.each<[string, number, string, 'ofServices' | 'provoked']>([
    [
      'a refusal of the new login before it was let in is a probe',
      2,
      refused(NEW, '28000'),
      'provoked',
    ],
    [
      'a refusal of the new login once it was let in hit a service',
      3,
      refused(NEW),
      'ofServices',
    ],
    [
      'a refusal of the old login before it was shut out hit a service',
      5,
      refused(OLD),
      'ofServices',
    ],
    [
      'a refusal of the old login once it was shut out is what the proof wants',
      6,
      refused(OLD),
      'provoked',
    ],
    [
      'a login that somebody else shut out is not excused',
      5,
      refused(NEW),
      'ofServices',
    ],
    [
      'an ended session of a service is a failure at any time',
      7,
      'user=payments_a db=payments app=checkout state=57P01 FATAL:  terminating connection',
      'ofServices',
    ],
    [
      'a lost connection of Keyturn itself is not one of a service',
      4,
      'user=payments_a db=payments app=keyturn state=08006 FATAL:  connection to client lost',
      'provoked',
    ],
  ])('%s', (_, place, failure, kind) => {
    const judged = judgeLog(logWith(place, failure), LOGINS, [OLD]);
    expect(judged[kind]).toHaveLength(1);
    expect([...judged.ofServices, ...judged.provoked]).toHaveLength(1);
  });
});

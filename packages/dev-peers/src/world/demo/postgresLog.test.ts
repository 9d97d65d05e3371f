import { Client } from 'pg';
import { readFileSync } from 'node:fs';
import { withPostgres } from '../../postgres';
import { LOG_LINE_PREFIX, LOGINS } from '../payments/database';
import {
  failuresInLog,
  judgeFailures,
  type LoggedFailure,
} from './postgresLog';

jest.setTimeout(60_000);

function failure(
  user: string,
  at: string,
  code: string,
  application = '[unknown]',
) {
  return { user, at: new Date(at), code, application, severity: 'FATAL' };
}

const TIMES = {
  oldUser: 'payments_a',
  newUser: 'payments_b',
  promoteBegan: new Date('2026-01-01T10:00:10Z'),
  revokeBegan: new Date('2026-01-01T10:00:40Z'),
};

describe("the failures in PostgreSQL's log", () => {
  const postgres = withPostgres({
    log_statement: 'all',
    log_line_prefix: LOG_LINE_PREFIX,
  });

  async function attempt(user: string, password: string, query: string) {
    const { host, port } = postgres();
    const client = new Client({
      ...{ host, port, user, password, database: 'postgres' },
      application_name: 'checkout',
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

  it('are read from what a real server writes, for the logins asked for alone', async () => {
    const admin = new Client(postgres().connectionString('postgres'));
    await admin.connect();
    await admin.query(`CREATE ROLE payments_a LOGIN PASSWORD 'right'`);
    await admin.query(`CREATE ROLE somebody LOGIN PASSWORD 'right'`);
    await admin.query(`SELECT 'ERROR:  not one'`);
    await attempt('payments_a', 'wrong', 'SELECT 1');
    await attempt('payments_a', 'right', 'SELECT * FROM no_such_table');
    await attempt('payments_a', 'right', 'SELECT 1');
    await attempt('somebody', 'wrong', 'SELECT 1');
    await admin.end();

    const found = failuresInLog(
      readFileSync(postgres().logFile, 'utf8'),
      LOGINS,
    );
    expect(found).toMatchObject([
      { user: 'payments_a', severity: 'FATAL', code: '28P01' },
      {
        user: 'payments_a',
        severity: 'ERROR',
        code: '42P01',
        application: 'checkout',
      },
    ]);
    expect(Math.abs(found[0].at.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it.each<[string, LoggedFailure, 'ofServices' | 'provoked']>([
    [
      'a refusal of the old login after it was revoked is what the proof wants',
      failure('payments_a', '2026-01-01T10:00:41Z', '28P01'),
      'provoked',
    ],
    [
      'a refusal of the old login before that hit a service',
      failure('payments_a', '2026-01-01T10:00:39Z', '28P01'),
      'ofServices',
    ],
    [
      'a refusal of the new login before it was in the store is a probe',
      failure('payments_b', '2026-01-01T10:00:09Z', '28000'),
      'provoked',
    ],
    [
      'a refusal of the new login once services could read it hit a service',
      failure('payments_b', '2026-01-01T10:00:11Z', '28P01'),
      'ofServices',
    ],
    [
      'an ended session of a service is a failure at any time',
      failure('payments_a', '2026-01-01T10:00:41Z', '57P01', 'checkout'),
      'ofServices',
    ],
    [
      'a lost connection of Keyturn itself is not one of a service',
      failure('payments_a', '2026-01-01T10:00:20Z', '08006', 'keyturn'),
      'provoked',
    ],
  ])('%s', (_, logged, kind) => {
    expect(judgeFailures([logged], TIMES)[kind]).toEqual([logged]);
  });
});

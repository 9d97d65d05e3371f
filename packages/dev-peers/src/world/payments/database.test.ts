import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { withPostgres } from '../../postgres';
import { LOGINS, preparePostgres, setFirstPassword } from './database';

jest.setTimeout(60_000);

const PASSWORDS = { admin: 'admin-J3kd82', portal: 'portal-Pq83bd' };

describe('the payments system on PostgreSQL', () => {
  const postgres = withPostgres({ log_statement: 'all' });

  it('can be prepared again and again, and no password is in the log', async () => {
    await preparePostgres(postgres(), PASSWORDS);
    await setFirstPassword(postgres(), LOGINS[0], 'first-Zq71mn');
    await preparePostgres(postgres(), PASSWORDS);

    const log = readFileSync(postgres().logFile, 'utf8');
    for (const password of ['first-Zq71mn', ...Object.values(PASSWORDS)]) {
      expect(log).not.toContain(password);
    }
    const { host, port } = postgres();
    const service = new Client({
      ...{ host, port, user: LOGINS[0], password: 'first-Zq71mn' },
      database: 'payments',
    });
    await service.connect();
    const { rows } = await service.query('select count(*)::int from orders');
    await service.end();
    expect(rows).toEqual([{ count: 1000 }]);
  });
});

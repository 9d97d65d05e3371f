import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withPostgres } from '@keyturn/dev-peers';
import {
  ADMIN_ROLE,
  LOG_LINE_PREFIX,
  PAYMENTS_DATABASE,
  preparePostgres,
} from '@keyturn/dev-peers/world';
import { Client } from 'pg';
import { kvStandIn } from '../strategies/kvStandIn';
import { targetView } from '../strategies/targetView';
import { postgresAlternating } from '../strategies/targets/postgres';
import type { RunningStore, RunningTarget } from '../strategies';
import { Oracle } from './Oracle';
import type { OracleReport } from './sight';

jest.setTimeout(90_000);

const PASSWORDS = { admin: 'admin-Vn2kq7', portal: 'portal-Wd9sh4' };

describe('the oracle on a real PostgreSQL and the KV stand-in', () => {
  const server = withPostgres({ log_line_prefix: LOG_LINE_PREFIX });
  let folder: string;
  let store: RunningStore;
  let target: RunningTarget;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-oracle-'));
    await preparePostgres(server(), PASSWORDS);
    store = await kvStandIn.start(folder);
    target = await postgresAlternating.start({
      database: {
        server: server(),
        logFile: server().logFile,
        adminPassword: PASSWORDS.admin,
        portal: {},
      },
      folder,
      store: store.serviceAccess,
    });
    await store.write(target.firstValue);
    await target.effects();
  });
  afterAll(async () => {
    await store?.stop();
    await rm(folder, { recursive: true });
  });

  async function asKeyturn(...statements: string[]): Promise<void> {
    const { host, port } = server();
    const client = new Client({
      ...{ host, port, database: PAYMENTS_DATABASE, ssl: false },
      user: ADMIN_ROLE,
      password: PASSWORDS.admin,
      application_name: 'keyturn',
    });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  it('sees at once that somebody shuts out the login that is current and in use', async () => {
    const oracle = new Oracle({
      overlap: 'dual',
      store: kvStandIn.view(store.settings),
      target: targetView(target.endpoints),
      consumers: [{ name: 'checkout', uses: async () => ['1'] }],
    });
    const until = async (holds: (report: OracleReport) => boolean) => {
      const deadline = performance.now() + 30_000;
      for (;;) {
        const report = await oracle.report();
        if (holds(report) || performance.now() > deadline) return report;
        await delay(50);
      }
    };
    await oracle.begin();
    const watching = oracle.watch();
    try {
      const before = await until(({ accepted }) => accepted >= 3);
      expect(before.violations).toEqual([]);
      expect(before.end).toEqual({
        hasChanged: false,
        current: { id: '1', answers: ['accepted'] },
        others: [],
        copies: [{ id: '1', isStaged: false, isCurrentValue: true }],
      });
      await asKeyturn('ALTER ROLE payments_a NOLOGIN');
      const after = await until(({ violations }) => violations.length >= 2);
      expect(after.violations).toEqual([
        "the store's current version 1 is refused",
        'checkout uses version 1, which is refused',
      ]);
      await asKeyturn('ALTER ROLE payments_a LOGIN');
    } finally {
      oracle.stop();
      await watching;
    }
  });

  it("counts by the server's own log what was committed, once each", async () => {
    const letIn = `ALTER ROLE "payments_b" LOGIN PASSWORD 'second-Hq3vu8'`;
    await asKeyturn('BEGIN', letIn, 'ROLLBACK');
    expect(await target.effects()).toEqual([]);
    await asKeyturn('BEGIN', letIn, 'COMMIT');
    const shutOut = 'ALTER ROLE "payments_b" NOLOGIN PASSWORD NULL';
    await asKeyturn('BEGIN', shutOut, 'COMMIT');
    expect(await target.effects()).toEqual([
      { kind: 'activated', account: 'payments_b' },
      { kind: 'revoked', account: 'payments_b' },
    ]);
    expect(await target.effects()).toEqual([]);
  });
});

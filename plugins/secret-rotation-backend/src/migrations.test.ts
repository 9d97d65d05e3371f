import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import knexFactory, { type Knex } from 'knex';
import { openDatabase } from './ledger/database';
import { recordWorker } from './ledger/operations/workers';
import { openLedger, seedRun, seedSecret } from './__testUtils__/ledgerRows';

jest.setTimeout(60_000);

const directory = resolve(__dirname, '../migrations');
const databases = TestDatabases.create();

const MIGRATIONS = readdirSync(directory);

/** Another replica's connection. SQLite has one for all of its process, and no second process. */
async function connectAgain(knex: Knex): Promise<Knex> {
  const { client, connection } = knex.client.config;
  return client === 'pg'
    ? knexFactory({ client, connection, pool: { min: 0, max: 1 } })
    : knex;
}

async function tablesOf(knex: Knex): Promise<string[]> {
  const rows =
    knex.client.config.client === 'pg'
      ? await knex('pg_catalog.pg_tables')
          .where({ schemaname: 'public' })
          .pluck('tablename')
      : await knex('sqlite_master').where({ type: 'table' }).pluck('name');
  return rows.filter(name => !/^(knex_|sqlite_)/.test(name)).sort();
}

describe.each(databases.eachSupportedId())('the migrations on %s', id => {
  it('go up, down with data in every table, and up again to the same tables', async () => {
    const knex = await databases.init(id);
    const ledger = await openLedger(knex);
    const tables = await tablesOf(knex);
    expect(tables).toEqual([
      'audit',
      'claims',
      'consumers',
      'inventory',
      'inventory_walks',
      'notices',
      'run_consumers',
      'run_steps',
      'runs',
      'secrets',
      'versions',
      'workers',
    ]);
    const secret = await seedSecret(knex, 'login');
    const run = await seedRun(ledger, secret);
    await knex('claims').insert({
      kind: 'path',
      key: 'vault:p',
      secret_id: secret.id,
    });
    await knex('consumers').insert({
      secret_id: secret.id,
      entity_ref: 'component:default/checkout',
      name: 'checkout',
      namespace: 'default',
      labels: '{}',
    });
    await knex('versions').insert({
      secret_id: secret.id,
      number: 1,
      state: 'current',
      store_ids: '[]',
      created_at: 1,
    });
    await knex('run_steps').insert({
      run_id: run.id,
      direction: 'forward',
      step: 'preflight',
      wave: 1,
      state: 'running',
      started_at: 1,
      evidence: '[]',
    });
    await knex('run_consumers').insert({
      run_id: run.id,
      entity_ref: 'component:default/checkout',
      wave: 1,
      state: '{}',
    });
    await knex('inventory').insert({
      store: 'vault',
      path: 'payments/login',
      age_key: 1,
      tags: '{}',
      seen_at: 1,
    });
    await knex('inventory_walks').insert({
      store: 'vault',
      started_at: 1,
      next_at: 1,
    });
    await recordWorker(knex, {
      name: 'one',
      labels: [],
      stepVersion: 1,
      seenAt: 1,
    });
    await knex('notices').insert({
      scope: 'run/1/ended',
      secret_id: secret.id,
      run_id: run.id,
      recipient: 'group:default/payments',
      told: 1,
      tries: 0,
      epoch: 1,
    });
    for (const table of tables) expect(await knex(table)).toHaveLength(1);

    await knex.migrate.rollback({ directory }, true);
    expect(await tablesOf(knex)).toEqual([]);
    await knex.migrate.latest({ directory });
    expect(await tablesOf(knex)).toEqual(tables);
    expect((await seedSecret(knex, 'login')).id).toBe(1);
  });

  it('are made once by replicas that start at the same time in an empty database', async () => {
    const direct = await databases.init(id);
    const replicas = await Promise.all(
      Array.from({ length: 4 }, () => connectAgain(direct)),
    );
    try {
      await Promise.all(
        replicas.map(knex => openDatabase(mockServices.database({ knex }))),
      );
      expect(await direct('knex_migrations').pluck('batch')).toEqual(
        MIGRATIONS.map(() => 1),
      );
      await openDatabase(mockServices.database({ knex: direct }));
    } finally {
      await Promise.all(
        replicas.map(knex => (knex === direct ? undefined : knex.destroy())),
      );
    }
  });

  it('are left to the operator who switched them off', async () => {
    const knex = await databases.init(id);
    await openDatabase({
      ...mockServices.database({ knex }),
      migrations: { skip: true },
    });
    expect(await tablesOf(knex)).toEqual([]);
  });

  it('keep a second open run of a secret and a second owner of a claim out', async () => {
    const knex = await databases.init(id);
    const ledger = await openLedger(knex);
    const secret = await seedSecret(knex, 'login');
    const run = await seedRun(ledger, secret);
    const [row] = await knex('runs').where({ id: run.id });
    const { id: _, ...copy } = row;
    await expect(knex('runs').insert(copy)).rejects.toThrow();
    await knex('runs').insert({ ...copy, state: 'succeeded', next_at: null });
    const claim = { kind: 'path', key: 'vault:p' };
    const other = await seedSecret(knex, 'other');
    await knex('claims').insert({ ...claim, secret_id: secret.id });
    await expect(
      knex('claims').insert({ ...claim, secret_id: other.id }),
    ).rejects.toThrow();
  });
});

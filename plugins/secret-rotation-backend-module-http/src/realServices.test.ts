import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigReader } from '@backstage/config';
import {
  SecretValue,
  storeVersionId,
  type ConsumerObservation,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  readJournals,
  startKvStandIn,
  startService,
  withPostgres,
  type RunningService,
  type SecretsManager,
  type ServiceName,
} from '@keyturn/dev-peers';
import { Client } from 'pg';
import { HttpConsumerAdapter } from './HttpConsumerAdapter';
import { readHttpConsumerSettings } from './settings';

jest.setTimeout(90_000);

const TOKEN = 'a-token-for-services';
const PATH = 'payments/db-login';
const LOGINS = {
  payments_a: 'first-password-Lk3nW8',
  payments_b: 'second-password-Hd6tB2',
};
type Account = keyof typeof LOGINS;
const VERSIONS = new Map(
  Object.entries(LOGINS).map(([username, password], index) => [
    storeVersionId(String(index + 1)),
    SecretValue.of({
      username: { value: username, secret: false },
      password: { value: password, secret: true },
    }),
  ]),
);
const [FIRST, SECOND] = [...VERSIONS.keys()];
const { signal } = new AbortController();

describe('the http consumer with the real services of the quick start', () => {
  let admin: Client;
  // Before withPostgres: hooks run in their order, and the server must outlive its clients.
  afterAll(() => admin?.end());
  const postgres = withPostgres();
  let folder: string;
  let store: SecretsManager;
  let running: RunningService[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-http-'));
    store = await startKvStandIn({ dataDir: join(folder, 'kv') });
    admin = new Client(postgres().connectionString('postgres'));
    await admin.connect();
    await admin.query('create table orders (id serial primary key)');
    for (const [account, password] of Object.entries(LOGINS)) {
      await admin.query(`create role ${account} login password '${password}'`);
      await admin.query(`grant select on orders to ${account}`);
    }
  });
  afterAll(async () => {
    await Promise.all(running.map(service => service.stop()));
    running = [];
    await store?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function put(username: Account) {
    const response = await fetch(`${store.address}/v1/secret/data/${PATH}`, {
      method: 'POST',
      headers: { 'x-vault-token': store.token },
      body: JSON.stringify({ data: { username, password: LOGINS[username] } }),
    });
    expect(response.status).toBe(200);
  }

  async function start(name: ServiceName, instance: string) {
    const { host, port } = postgres();
    running.push(
      await startService({
        name,
        instance,
        token: TOKEN,
        store: {
          kind: 'vault',
          address: store.address,
          token: store.token,
          mount: 'secret',
          path: PATH,
        },
        target: { kind: 'postgres', host, port, database: 'postgres' },
        journalDir: join(folder, 'journals'),
      }),
    );
  }

  it('is told and proven by each of them, and no query fails', async () => {
    await put('payments_a');
    await start('checkout', 'checkout-1');
    await start('checkout', 'checkout-2');
    await start('ledger-api', 'ledger-api');
    await start('invoice-worker', 'invoice-worker');
    const adapter = new HttpConsumerAdapter(
      readHttpConsumerSettings({
        name: 'http',
        config: new ConfigReader({
          kind: 'http',
          instances: running.map(({ url }) => url),
          token: TOKEN,
        }),
      }),
    );
    const consumer = {
      entityRef: 'component:default/all',
      name: 'all',
      namespace: 'default',
      labels: {},
    };
    const observeUntilProven = async (version: typeof FIRST) => {
      const deadline = Date.now() + 30_000;
      for (;;) {
        const seen: ConsumerObservation = await adapter.observe(
          { consumer, path: PATH, candidates: VERSIONS },
          { signal },
        );
        if (
          seen.instances.every(
            each =>
              each.strength === 'proven' &&
              each.version === version &&
              each.health === 'healthy',
          )
        ) {
          return seen.instances.map(({ id }) => id);
        }
        if (Date.now() > deadline) {
          throw new Error(`Not in time: version ${version}`);
        }
        await delay(50);
      }
    };

    const ids = ['checkout-1', 'checkout-2', 'ledger-api', 'invoice-worker'];
    expect(await observeUntilProven(FIRST)).toEqual(ids);
    await put('payments_b');
    expect(
      await adapter.reload(
        { consumer, path: PATH, version: SECOND },
        { signal, fence: { run: 1, epoch: 1 } },
      ),
    ).toEqual({ told: 4 });
    expect(await observeUntilProven(SECOND)).toEqual(ids);
    const { rows } = await admin.query(
      "select count(*)::int as left from pg_stat_activity where usename = 'payments_a'",
    );
    expect(rows).toEqual([{ left: 0 }]);
    await Promise.all(running.map(service => service.stop()));
    const journals = readJournals(join(folder, 'journals'));
    expect(journals.failed).toBe(0);
    expect(journals.served).toBeGreaterThan(0);
  });
});

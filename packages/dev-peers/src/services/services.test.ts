import { createHmac } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import express from 'express';
import { Client } from 'pg';
import { withPostgres } from '../postgres';
import { readJournals } from './readJournals';
import {
  startService,
  type RunningService,
  type ServiceOptions,
} from './startService';
import type { ServiceName } from './settings';

jest.setTimeout(90_000);

const TOKEN = 'token-of-the-services';
const STORE_TOKEN = 'token-of-the-store';
const PATH = 'payments/db-login';
const PASSWORDS = {
  payments_a: 'first-password-Lk3nW8',
  payments_b: 'second-password-Hd6tB2',
};
type Account = keyof typeof PASSWORDS;

/** A stand-in for the one KV v2 route that the services use. */
async function startStore() {
  let version = 0;
  let account: Account = 'payments_a';
  const app = express();
  app.get(`/v1/secret/data/${PATH}`, (request, response) => {
    if (request.get('x-vault-token') !== STORE_TOKEN || version === 0) {
      response.sendStatus(403);
      return;
    }
    response.json({
      data: {
        data: { username: account, password: PASSWORDS[account] },
        metadata: { version },
      },
    });
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise(done => server.once('listening', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put: (next: Account) => {
      version += 1;
      account = next;
      return String(version);
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise(done => server.close(done));
    },
  };
}

async function until(what: string, check: () => Promise<boolean> | boolean) {
  const deadline = Date.now() + 30_000;
  while (!(await check())) {
    if (Date.now() > deadline) {
      throw new Error(`Not in time: ${what}`);
    }
    await delay(50);
  }
}

async function attest(service: RunningService, nonce = 'n'.repeat(32)) {
  const query = new URLSearchParams({ path: PATH, nonce });
  const response = await fetch(`${service.url}/keyturn/attest?${query}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  return (await response.json()) as {
    instance: string;
    startedAt: string;
    uses: Array<{ path: string; version: string; hmac: string }>;
  };
}

async function uses(service: RunningService, version: string) {
  const found = await attest(service).catch(() => undefined);
  return found?.uses.length === 1 && found.uses[0].version === version;
}

function reload(service: RunningService, version: string, path = PATH) {
  return fetch(`${service.url}/keyturn/reload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ path, version }),
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // no such process
  }
}

describe('the services of the quick start', () => {
  let admin: Client;
  // Before withPostgres: hooks run in their order, and the server must outlive its clients.
  afterAll(() => admin?.end());
  const postgres = withPostgres();
  let store: Awaited<ReturnType<typeof startStore>>;
  let journalDir: string;
  let running: RunningService[];

  beforeAll(async () => {
    admin = new Client(postgres().connectionString('postgres'));
    await admin.connect();
    await admin.query('create table orders (id serial primary key)');
    await admin.query('insert into orders default values');
  });

  beforeEach(async () => {
    for (const [account, password] of Object.entries(PASSWORDS)) {
      await admin.query(`drop owned by ${account}`).catch(() => undefined);
      await admin.query(`drop role if exists ${account}`);
      await admin.query(`create role ${account} login password '${password}'`);
      await admin.query(`grant select on orders to ${account}`);
    }
    store = await startStore();
    journalDir = await mkdtemp(join(tmpdir(), 'keyturn-journals-'));
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map(service => service.stop()));
    await store.stop();
    await rm(journalDir, { recursive: true, force: true });
  });

  function optionsOf(name: ServiceName, instance: string): ServiceOptions {
    const { host, port } = postgres();
    return {
      name,
      instance,
      token: TOKEN,
      store: {
        kind: 'vault',
        address: store.address,
        token: STORE_TOKEN,
        mount: 'secret',
        path: PATH,
      },
      target: { kind: 'postgres', host, port, database: 'postgres' },
      journalDir,
    };
  }

  async function start(name: ServiceName, instance: string = name) {
    const service = await startService(optionsOf(name, instance));
    running.push(service);
    return service;
  }

  async function startAll() {
    await Promise.all([
      start('checkout', 'checkout-1'),
      start('checkout', 'checkout-2'),
      start('ledger-api'),
      start('invoice-worker'),
    ]);
  }

  async function sessionsOf(account: Account): Promise<number> {
    const { rows } = await admin.query(
      'select count(*)::int as n from pg_stat_activity where usename = $1',
      [account],
    );
    return rows[0].n;
  }

  it('move to another login under load without one failed query', async () => {
    const first = store.put('payments_a');
    await startAll();
    await until('all use the first version', async () =>
      (
        await Promise.all(running.map(each => uses(each, first)))
      ).every(Boolean),
    );
    const servedBefore = readJournals(journalDir).served;

    const second = store.put('payments_b');
    const answers = await Promise.all(running.map(s => reload(s, second)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    await until('all use the second version', async () =>
      (
        await Promise.all(running.map(each => uses(each, second)))
      ).every(Boolean),
    );
    await until(
      'the old login is left',
      async () => (await sessionsOf('payments_a')) === 0,
    );
    await admin.query('alter role payments_a nologin password null');
    const servedAtRevoke = readJournals(journalDir).served;
    await until(
      'they go on after the old login is refused',
      () => readJournals(journalDir).served > servedAtRevoke + 100,
    );

    const journals = readJournals(journalDir);
    expect(journals.failed).toBe(0);
    expect(servedAtRevoke).toBeGreaterThan(servedBefore);
    for (const [name, starts] of [
      ['checkout', 2],
      ['ledger-api', 1],
      ['invoice-worker', 2],
    ] as const) {
      expect(journals.byService[name]).toMatchObject({
        failed: 0,
        starts,
        versions: [first, second],
      });
      expect(journals.byService[name].served).toBeGreaterThan(0);
    }
  });

  it('prove the version that they use, each for itself', async () => {
    const version = store.put('payments_b');
    await startAll();
    const nonce = 'a-fresh-nonce-of-this-test';
    for (const service of running) {
      await until('it uses the version', () => uses(service, version));
      expect(await attest(service, nonce)).toMatchObject({
        instance: service.instance,
        uses: [
          {
            path: PATH,
            version,
            hmac: createHmac('sha256', PASSWORDS.payments_b)
              .update(nonce)
              .digest('hex'),
          },
        ],
      });
    }
  });

  it('restart the worker once per version, and not for the version that it runs', async () => {
    const first = store.put('payments_a');
    const worker = await start('invoice-worker');
    await until('it uses the first version', () => uses(worker, first));
    const { startedAt } = await attest(worker);
    await reload(worker, first);
    await reload(worker, '9', 'another/path');
    expect((await attest(worker)).startedAt).toBe(startedAt);

    const second = store.put('payments_b');
    await reload(worker, second);
    await until('it uses the second version', () => uses(worker, second));
    const restarted = (await attest(worker)).startedAt;
    expect(restarted).not.toBe(startedAt);
    await reload(worker, second);
    expect((await attest(worker)).startedAt).toBe(restarted);
    expect(readJournals(journalDir).byService['invoice-worker'].starts).toBe(2);
  });

  it('let ledger-api find a new version in the store by itself', async () => {
    const first = store.put('payments_a');
    const ledger = await start('ledger-api');
    await until('it uses the first version', () => uses(ledger, first));
    const second = store.put('payments_b');
    await until('it uses the second version', () => uses(ledger, second));
    expect(readJournals(journalDir).failed).toBe(0);
  });

  it('count every failed query by its code and go on', async () => {
    await admin.query('alter role payments_a nologin');
    store.put('payments_a');
    const checkout = await start('checkout');
    await until('queries fail', () => readJournals(journalDir).failed > 4);
    expect((await fetch(`${checkout.url}/healthz`)).status).toBe(503);
    expect(
      Object.keys(readJournals(journalDir).byService.checkout.failures),
    ).toEqual(['28000']);
    await admin.query('alter role payments_a login');
    await until(
      'queries are served again',
      async () => (await fetch(`${checkout.url}/healthz`)).status === 200,
    );
  });

  it('keep their connections when the database refuses the new login', async () => {
    const first = store.put('payments_a');
    const checkout = await start('checkout');
    await until('it uses the first version', () => uses(checkout, first));
    await admin.query('alter role payments_b nologin');
    const second = store.put('payments_b');
    await reload(checkout, second);
    await until(
      'the refusal is counted',
      () => readJournals(journalDir).failed > 0,
    );
    expect(await uses(checkout, first)).toBe(true);
    expect((await fetch(`${checkout.url}/healthz`)).status).toBe(200);
  });

  it('refuse callers without the token, and short nonces', async () => {
    store.put('payments_a');
    const { url } = await start('checkout');
    const query = `path=${PATH}&nonce=${'n'.repeat(32)}`;
    const status = async (path: string, init?: RequestInit) =>
      (await fetch(`${url}${path}`, init)).status;
    const bearer = (token: string) => ({
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await status(`/keyturn/attest?${query}`)).toBe(401);
    expect(await status(`/keyturn/attest?${query}`, bearer('x'))).toBe(401);
    expect(await status('/keyturn/reload', { method: 'POST' })).toBe(401);
    expect(
      await status(`/keyturn/attest?path=${PATH}&nonce=1`, bearer(TOKEN)),
    ).toBe(400);
    expect(
      await status('/keyturn/reload', {
        ...bearer(TOKEN),
        method: 'POST',
        body: '{}',
      }),
    ).toBe(400);
  });

  it('follow by themselves when they are deaf, and log in anew for each query when they reconnect', async () => {
    const first = store.put('payments_a');
    const deaf = await start('legacy-batch');
    const reconnecting = await start('report-job');
    await until('both use the first version', async () =>
      (
        await Promise.all(running.map(each => uses(each, first)))
      ).every(Boolean),
    );
    const told = await reload(deaf, '2');
    expect(told.status).toBe(202);
    expect(await uses(deaf, first)).toBe(true);
    const second = store.put('payments_b');
    await until('the deaf one found the second', () => uses(deaf, second));
    expect(await uses(reconnecting, first)).toBe(true);
    const sessions = new Set<string>();
    await until('its sessions came and went', async () => {
      const { rows } = await admin.query(
        `select backend_start::text as at from pg_stat_activity where application_name = 'report-job'`,
      );
      rows.forEach(({ at }) => sessions.add(at));
      return sessions.size > 5;
    });
    expect(readJournals(journalDir).failed).toBe(0);
  });

  it('follow no further while they are held back', async () => {
    const first = store.put('payments_a');
    const holdFile = join(journalDir, 'hold');
    const held = await startService({
      ...optionsOf('checkout', 'held'),
      holdFile,
    });
    const free = await start('checkout', 'free');
    running.push(held);
    await until('both use the first version', async () =>
      (
        await Promise.all(running.map(each => uses(each, first)))
      ).every(Boolean),
    );
    await writeFile(holdFile, '');
    const second = store.put('payments_b');
    await Promise.all(running.map(each => reload(each, second)));
    await until('the free one follows', () => uses(free, second));
    expect(await uses(held, first)).toBe(true);
    await rm(holdFile);
    await until('the held one follows', () => uses(held, second));
    expect(readJournals(journalDir).failed).toBe(0);
  });

  it('end when the process that started them is killed', async () => {
    const version = store.put('payments_a');
    const starter = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        join(__dirname, '__testUtils__', 'starter.ts'),
      ],
      {
        env: {
          PATH: process.env.PATH,
          STARTER_OPTIONS: JSON.stringify([
            optionsOf('checkout', 'checkout-1'),
            optionsOf('invoice-worker', 'invoice-worker'),
          ]),
        },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    );
    const started = await new Promise<RunningService[]>((done, failed) => {
      starter.once('exit', () => failed(new Error('The starter ended')));
      starter.on('message', (message: Record<string, never>) => {
        if (message.type === 'started') {
          done(message.started);
        }
      });
    });
    expect(started).toHaveLength(2);
    for (const service of started) {
      await until('it uses the version', () => uses(service, version));
    }
    starter.kill('SIGKILL');
    for (const service of started) {
      await until('its process is gone', () => !isAlive(service.pid));
      await until('its port is closed', async () =>
        fetch(`${service.url}/healthz`).then(
          () => false,
          () => true,
        ),
      );
    }
    await until(
      'no session is left',
      async () => (await sessionsOf('payments_a')) === 0,
    );
  });

  it('end when asked, and leave no value in their journals', async () => {
    const version = store.put('payments_a');
    await startAll();
    await until('all use the version', async () =>
      (
        await Promise.all(running.map(each => uses(each, version)))
      ).every(Boolean),
    );
    await Promise.all(running.map(service => service.stop()));
    expect(running.map(({ pid }) => isAlive(pid))).toEqual(
      running.map(() => false),
    );
    for (const service of running) {
      await expect(fetch(`${service.url}/healthz`)).rejects.toThrow();
    }
    for (const file of await readdir(journalDir)) {
      const text = await readFile(join(journalDir, file), 'utf8');
      for (const value of [...Object.values(PASSWORDS), TOKEN, STORE_TOKEN]) {
        expect(text).not.toContain(value);
      }
    }
  });
});

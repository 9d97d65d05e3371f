import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres, type RunningPostgres } from './startPostgres';

jest.setTimeout(60_000);

let folder: string;
let server: RunningPostgres | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-start-postgres-'));
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(dataDir = folder) {
  server = await startPostgres({
    dataDir,
    logFile: join(folder, 'postgres.log'),
    settings: { fsync: 'off', log_statement: 'all' },
  });
  return server;
}

async function query(
  running: RunningPostgres,
  sql: string,
): Promise<Record<string, unknown>[]> {
  const client = new Client({
    connectionString: running.connectionString('postgres'),
  });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it('answers queries on loopback and writes its log where told', async () => {
  const running = await start();
  expect(running.host).toBe('127.0.0.1');
  await expect(query(running, 'select 41 + 1 as sum')).resolves.toEqual([
    { sum: 42 },
  ]);
  await expect(
    readFile(join(folder, 'postgres.log'), 'utf8'),
  ).resolves.toContain('select 41 + 1 as sum');
});

it('keeps its data and its superuser over a restart', async () => {
  const before = await start();
  await query(before, 'create table kept as select 7 as number');
  await before.stop();
  expect(isAlive(before.pid)).toBe(false);

  const after = await start();
  await expect(query(after, 'select * from kept')).resolves.toEqual([
    { number: 7 },
  ]);
  expect(after.superuser).toEqual(before.superuser);
});

it('keeps the random superuser password in a file that only its owner reads', async () => {
  const { superuser } = await start();
  const file = join(folder, 'superuser-password');
  expect((await stat(file)).mode % 0o1000).toBe(0o600);
  await expect(readFile(file, 'utf8')).resolves.toBe(superuser.password);
  expect(superuser.password.length).toBeGreaterThanOrEqual(32);
});

it('ends a server that a killed starter left on the same folder', async () => {
  const left = await start();
  const next = await start();
  expect(isAlive(left.pid)).toBe(false);
  await expect(query(next, 'select 1 as one')).resolves.toEqual([{ one: 1 }]);
});

it('starts again after the server itself was killed', async () => {
  const killed = await start();
  await query(killed, 'create table kept as select 7 as number');
  process.kill(killed.pid, 'SIGKILL');
  const next = await start();
  await expect(query(next, 'select * from kept')).resolves.toEqual([
    { number: 7 },
  ]);
});

it('stops twice without complaint', async () => {
  const running = await start();
  await running.stop();
  await expect(running.stop()).resolves.toBeUndefined();
});

it("runs in a folder that only root can enter, like root's home", async () => {
  const locked = join(folder, 'locked');
  await mkdir(locked, { mode: 0o700 });
  const running = await start(join(locked, 'data'));
  await expect(query(running, 'select 1 as one')).resolves.toEqual([
    { one: 1 },
  ]);
});

import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { secretsManagersForTests } from './secretsManagersForTests';
import {
  startSecretsManager,
  type SecretsManager,
} from './startSecretsManager';

jest.setTimeout(60_000);

async function call(
  server: SecretsManager,
  method: string,
  path: string,
  body?: object,
) {
  const response = await fetch(`${server.address}/v1/${path}`, {
    method,
    headers: { 'X-Vault-Token': server.token },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // no such process
  }
}

async function untilDead(pid: number): Promise<void> {
  while (isAlive(pid)) {
    await delay(10);
  }
}

describe.each(secretsManagersForTests())('startSecretsManager: $name', peer => {
  let dataDir: string;
  const running: SecretsManager[] = [];
  const start = async (port?: number) => {
    const server = await startSecretsManager({
      dataDir,
      port,
      binary: peer.binary,
    });
    running.push(server);
    return server;
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'keyturn-secrets-'));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(server => server.stop()));
    await rm(dataDir, { recursive: true, force: true });
  });

  it('says what it is, and serves KV v2 at secret', async () => {
    const server = await start();

    expect(server.kind === 'stand-in').toBe(peer.binary === 'none');
    expect((await call(server, 'GET', 'sys/health')).status).toBe(200);
    const mount = await call(server, 'GET', 'sys/internal/ui/mounts/secret');
    expect(mount.body.data).toMatchObject({
      path: 'secret/',
      type: 'kv',
      options: { version: '2' },
    });
    expect(await readFile(join(dataDir, 'server.log'), 'utf8')).toMatch(
      peer.binary === 'none' ? /STAND-IN/ : /server started/i,
    );
  });

  it('keeps every write that it answered through a kill, and its token and port through the restart', async () => {
    const first = await start();
    for (const password of ['one', 'two', 'three']) {
      await call(first, 'POST', 'secret/data/payments', { data: { password } });
    }
    process.kill(first.pid, 'SIGKILL');
    await untilDead(first.pid);

    const second = await start(Number(new URL(first.address).port));

    expect(second.address).toBe(first.address);
    expect(second.token).toBe(first.token);
    const read = await call(second, 'GET', 'secret/data/payments');
    expect(read.body.data).toMatchObject({
      data: { password: 'three' },
      metadata: { version: 3 },
    });
  });

  it('ends the process that a killed starter left on the folder', async () => {
    const left = await start();
    const next = await start();

    await untilDead(left.pid);
    expect(isAlive(next.pid)).toBe(true);
  });

  it('never signals a stranger that has the number of a former server', async () => {
    await writeFile(join(dataDir, 'server.pid'), String(process.pid));
    const server = await start();
    expect(isAlive(server.pid)).toBe(true);
  });

  it('ends by its pid and by stop, which may be repeated', async () => {
    const server = await start();
    await server.stop();
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  it('lets only its owner read what it keeps', async () => {
    await start();
    const kept = await readdir(dataDir);
    const modes = await Promise.all(
      kept.map(async name => (await stat(join(dataDir, name))).mode),
    );
    expect(kept).toContain('development-keys.json');
    expect(modes.filter(mode => !mode.toString(8).endsWith('00'))).toEqual([]);
  });
});

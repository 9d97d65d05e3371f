import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  SecretValue,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { checkout, execAdapter } from './__testUtils__/execAdapter';

jest.setTimeout(60_000);

const TOKEN = 'a-token-of-the-service';
const PATH = 'payments/db-login';
const PASSWORDS = {
  '1': 'first-password-Qw3rT8',
  '2': 'second-password-Pl6mK',
};
const candidates = new Map(
  Object.entries(PASSWORDS).map(([id, password]) => [
    storeVersionId(id),
    SecretValue.text(password),
  ]),
);
const { signal } = new AbortController();

let folder: string;
let service: ChildProcess;
afterEach(async () => {
  if (service.connected) service.disconnect();
  if (service.exitCode === null) await once(service, 'exit');
  await rm(folder, { recursive: true });
});

const put = (file: string, version: keyof typeof PASSWORDS) =>
  writeFile(file, JSON.stringify({ version, password: PASSWORDS[version] }));

it('has a real service follow by SIGHUP, and prove it at its URL', async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-signalled-'));
  const file = join(folder, 'login.json');
  await put(file, '1');
  service = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      require.resolve('./__testUtils__/signalledService'),
      file,
      TOKEN,
    ],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const port = await new Promise<number>((done, failed) => {
    // The transformation of TypeScript sends messages of its own.
    service.on('message', message => {
      if (typeof message === 'number') done(message);
    });
    service.once('exit', () => failed(new Error('The service ended')));
  });
  const signalling = ['/bin/sh', '-c', 'kill "$1" "$2"', 'sh'];
  const adapter = execAdapter({
    reloadCommand: [...signalling, '-HUP', String(service.pid)],
    healthCommand: [...signalling, '-0', String(service.pid)],
    attest: `http://127.0.0.1:${port}/keyturn/attest`,
    token: TOKEN,
    timeout: { seconds: 30 },
  });
  const observe = async () => {
    const asked = { consumer: checkout, path: PATH, candidates };
    const { instances } = await adapter.observe(asked, { signal });
    return instances;
  };
  const proves = (version: string) => [
    expect.objectContaining({
      id: 'checkout-1',
      health: 'healthy',
      strength: 'proven',
      version,
    }),
  ];

  expect(await observe()).toEqual(proves('1'));
  await put(file, '2');
  expect(await observe()).toEqual(proves('1'));
  const told = { consumer: checkout, path: PATH, version: storeVersionId('2') };
  const write = { signal, fence: { run: 7, epoch: 1 } };
  expect(await adapter.reload(told, write)).toEqual({ told: 1 });
  while ((await observe())[0].version !== '2') await delay(20);
  expect(await observe()).toEqual(proves('2'));

  service.disconnect();
  await once(service, 'exit');
  expect(await observe()).toEqual([
    expect.objectContaining({
      health: 'ill',
      strength: 'none',
      finding: 'unreachable',
    }),
  ]);
});

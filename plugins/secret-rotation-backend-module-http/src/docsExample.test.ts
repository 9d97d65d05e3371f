import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import {
  SecretValue,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { HttpConsumerAdapter } from './HttpConsumerAdapter';
import { readHttpConsumerSettings } from './settings';

const VERSION = storeVersionId('42');
const PASSWORD = 'a-password-of-the-example';

// What the example leaves to the reader, and a free port in place of 8080.
const AROUND = `
const loadLogin = async () => ({ version: '42', username: 'payments_a', password: '${PASSWORD}' });
const openPool = async () => ({ drain: async () => {} });
const { Server } = require('node:net');
const { listen } = Server.prototype;
Server.prototype.listen = function () {
  return listen.call(this, 0, '127.0.0.1', () => process.send(this.address().port));
};
process.once('disconnect', () => process.exit());
`;

let service: ChildProcess | undefined;
afterEach(() => {
  service?.kill();
});

it('keeps the contract in the example of docs/attestation.md', async () => {
  const text = await readFile(
    join(__dirname, '../../../docs/attestation.md'),
    'utf8',
  );
  const example = /```js\n([\s\S]*?)```/.exec(text)?.[1];
  expect(example).toBeDefined();
  const child = spawn(process.execPath, ['-e', `${AROUND}${example}`], {
    env: { KEYTURN_TOKEN: 'a-token' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  service = child;
  const port = await new Promise((done, failed) => {
    child.once('message', done);
    child.once('exit', () => failed(new Error('The example ended')));
  });

  const adapter = new HttpConsumerAdapter(
    readHttpConsumerSettings({
      name: 'http',
      config: new ConfigReader({
        kind: 'http',
        base: `http://127.0.0.1:${port}`,
        token: 'a-token',
      }),
    }),
  );
  const { signal } = new AbortController();
  const consumer = {
    entityRef: 'component:default/example',
    name: 'example',
    namespace: 'default',
    labels: {},
  };
  const path = 'payments/db-login';
  expect(
    await adapter.reload(
      { consumer, path, version: VERSION },
      { signal, fence: { run: 1, epoch: 1 } },
    ),
  ).toEqual({ told: 1 });
  const candidates = new Map([[VERSION, SecretValue.text(PASSWORD)]]);
  expect(
    (await adapter.observe({ consumer, path, candidates }, { signal }))
      .instances,
  ).toEqual([
    expect.objectContaining({
      health: 'healthy',
      strength: 'proven',
      version: VERSION,
    }),
  ]);
});

import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askService } from './__testUtils__/askService';

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
  const port = await new Promise<number>((done, failed) => {
    child.once('message', done);
    child.once('exit', () => failed(new Error('The example ended')));
  });

  const asked = askService({ port, token: 'a-token' });
  expect(await asked.reload('42')).toEqual({ told: 1 });
  expect(await asked.observe({ '42': PASSWORD })).toEqual([
    expect.objectContaining({
      health: 'healthy',
      strength: 'proven',
      version: '42',
    }),
  ]);
});

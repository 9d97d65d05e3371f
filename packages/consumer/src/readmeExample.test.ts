import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MountedSecret } from './__testUtils__/MountedSecret';
import { until } from './__testUtils__/until';

jest.setTimeout(30_000);

// What the example leaves to the reader, the folder of the test, and a free port in place of 8080.
const around = (folder: string, example: string) => `
const { Server } = require('node:net');
const { listen } = Server.prototype;
Server.prototype.listen = function () {
  return listen.call(this, 0, '127.0.0.1', () => process.send(this.address().port));
};
process.once('disconnect', () => process.exit());
const openPool = async login => ({
  query: async () => ({ rows: [{ user: login.user }] }),
  end: async () => {},
});
(async () => {
${example
  .replace(/^import .*pool\.js.*$/m, '')
  .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = require('$2');")
  .replace('/var/run/secrets/db-login', folder)}
})();
`;

let mounted: MountedSecret;
let service: ChildProcess;
afterEach(async () => {
  service.kill();
  await mounted.remove();
});

it('follows a swapped Secret and a signal as the README shows', async () => {
  const root = dirname(require.resolve('@keyturn/consumer/package.json'));
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [, example] = /```js\n(import[\s\S]*?)```/.exec(readme) ?? [];
  mounted = await MountedSecret.create({
    username: 'payments_a',
    password: 'a',
  });
  service = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      '-e',
      around(mounted.folder, example),
    ],
    {
      cwd: root,
      env: { KEYTURN_TOKEN: 'a-token' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  );
  let errors = '';
  service.stderr?.on('data', text => {
    errors += text;
  });
  const port = await new Promise<number>((done, failed) => {
    service.on('message', message => {
      if (typeof message === 'number') done(message);
    });
    service.once('exit', () => failed(new Error(errors)));
  });
  const user = async () => {
    const [row] = await (await fetch(`http://127.0.0.1:${port}/`)).json();
    return row.user;
  };
  expect(await user()).toBe('payments_a');
  await mounted.swap({ username: 'payments_b', password: 'b' });
  service.kill('SIGHUP');
  await until('it follows', async () => (await user()) === 'payments_b');
  expect(service.exitCode).toBeNull();

  await mounted.swap({ username: '', password: '' });
  service.kill('SIGHUP');
  await until('it says so', () => errors.includes('read failed'));
  expect(errors).toContain('payments/db-login: read failed (SECRET_UNUSABLE)');
  expect(await user()).toBe('payments_b');
  service.disconnect();
  await once(service, 'exit');
});

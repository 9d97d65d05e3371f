import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';

jest.setTimeout(60_000);

let program: ChildProcess | undefined;

afterEach(() => {
  program?.kill('SIGKILL');
  program = undefined;
});

async function serve() {
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(__dirname, 'serve.ts'),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  program = child;
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  return {
    child,
    connectionString: JSON.parse(line).connectionString as string,
  };
}

async function connect(connectionString: string): Promise<number> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query('select 1 as one');
    return rows[0].one;
  } finally {
    await client.end();
  }
}

it.each([
  ['its input closes', (child: ChildProcess) => child.stdin?.end()],
  ['it is asked to', (child: ChildProcess) => child.kill('SIGTERM')],
])('serves one PostgreSQL and ends it when %s', async (_, end) => {
  const { child, connectionString } = await serve();
  await expect(connect(connectionString)).resolves.toBe(1);

  const exited = once(child, 'exit');
  end(child);
  await expect(exited).resolves.toEqual([0, null]);
  await expect(connect(connectionString)).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A PostgreSQL for Backstage's `TestDatabases`, in a process of its own. */
export interface TestDatabase {
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** Starts it from `@keyturn/dev-peers`; it also ends when this process does. */
export async function startTestDatabase(
  checkout: string,
): Promise<TestDatabase> {
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      'packages/dev-peers/src/postgres/serve.ts',
    ],
    { cwd: checkout, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>(resolve => {
    child.once('close', () => resolve());
  });
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    new Promise<string>(resolve => {
      lines.once('line', resolve);
    }),
    ended.then(() => undefined),
  ]);
  if (line === undefined) throw new Error('The test database did not start');
  const { connectionString } = JSON.parse(line) as { connectionString: string };
  return {
    env: {
      BACKSTAGE_TEST_DISABLE_DOCKER: '1',
      BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING: connectionString,
    },
    stop() {
      child.stdin.end();
      return ended;
    },
  };
}

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findVaultBinary, startOpenBao } from '@keyturn/dev-peers';
import { SECRET_PATH, StoreAdmin } from '@keyturn/dev-peers/world';

jest.setTimeout(400_000);

/** The quick start without a browser, as a user runs it who has a server already. */
function runDemo(env: Readonly<Record<string, string>>) {
  const peers = dirname(require.resolve('@keyturn/dev-peers/package.json'));
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(peers, 'src/world/demo/main.ts'),
      '--json',
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    },
  );
  const parts: string[] = [];
  child.stdout.on('data', part => parts.push(String(part)));
  return new Promise<{ code: number | null; output: string }>(
    (resolve, reject) => {
      child.once('error', reject);
      child.once('close', code => resolve({ code, output: parts.join('') }));
    },
  );
}

const binary = findVaultBinary();
if (!binary) {
  const notRun =
    'not run: the quick start at a real server at VAULT_ADDR (no bao or vault found; set KEYTURN_VAULT_BINARY)';
  if (process.env.KEYTURN_REQUIRE_PEERS) throw new Error(notRun);
  process.stderr.write(`${notRun}\n`);
}

(binary ? describe : describe.skip)('a server at VAULT_ADDR', () => {
  it('serves the quick start, and is as it was afterwards', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-own-server-'));
    const theirs = await startOpenBao({ binary: binary ?? '', dataDir });
    try {
      const owner = new StoreAdmin(theirs);
      const value = { username: 'theirs', password: 'value-of-theirs-Hq72' };
      await owner.write('secret', SECRET_PATH, value);
      const before = await owner.inventory();

      const { code, output } = await runDemo({
        VAULT_ADDR: theirs.address,
        VAULT_TOKEN: theirs.token,
        // Named by the user, the server goes before one that the machine could start.
        KEYTURN_VAULT_BINARY: binary ?? '',
      });
      const last = output.trim().split('\n').at(-1) ?? '';
      // Else it is the reason why the demo came to nothing.
      expect(last).toMatch(/^\{/);
      const summary = JSON.parse(last);
      expect(summary).toMatchObject({
        rotated: true,
        failedQueries: 0,
        oldRefused: true,
        newAccepted: true,
        oldDestroyed: true,
        leaks: [],
        objections: [],
      });
      expect(code).toBe(0);
      const [{ store }] = summary.rotations;
      expect(store).toMatch(
        /^the server at VAULT_ADDR \(real\), in an engine of its own, keyturn-quick-start-/,
      );
      expect(await owner.inventory()).toEqual(before);
      expect(await owner.readVersion('secret', SECRET_PATH)).toEqual({
        id: '1',
        fields: value,
      });
    } finally {
      await theirs.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

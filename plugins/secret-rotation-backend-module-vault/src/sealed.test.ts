import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  SecretValue,
  storeVersionId,
  UnavailableError,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { findVaultBinary, startOpenBao } from '@keyturn/dev-peers';
import { AdminClient } from './__testUtils__/adminClient';
import { createStore } from './__testUtils__/vaultWorld';

jest.setTimeout(60_000);

const PATH = { path: 'payments/eu/sealed' };
const CONTEXT: WriteContext = {
  signal: new AbortController().signal,
  fence: { run: 1, epoch: 1 },
};
const VALUE = SecretValue.of({
  username: { value: 'payments_b', secret: false },
  password: { value: 'sealed-away-password', secret: true },
});
const binary = findVaultBinary();

describe('a server that was sealed', () => {
  if (!binary) {
    it.todo('needs OpenBao or Vault, see KEYTURN_VAULT_BINARY');
    return;
  }

  it('is unavailable to every call, and holds what it held when it is unsealed', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-sealed-'));
    const server = await startOpenBao({ dataDir, binary });
    try {
      const admin = new AdminClient(server);
      const store = createStore(server.address, server.token);
      const place = { ...PATH, runId: 'R-1' };
      const first = storeVersionId(
        String(await admin.write(PATH.path, { username: 'payments_a' })),
      );
      await store.stage({ ...place, value: VALUE }, CONTEXT);

      const sealed = await server.seal?.();
      const calls = {
        preflight: () => store.preflight(PATH, CONTEXT),
        describe: () => store.describe(PATH, CONTEXT),
        readVersion: () =>
          store.readVersion({ ...PATH, version: first }, CONTEXT),
        stage: () => store.stage({ ...place, value: VALUE }, CONTEXT),
        readStaged: () => store.readStaged(place, CONTEXT),
        promote: () => store.promote({ ...place, expected: first }, CONTEXT),
        restore: () =>
          store.restore({ ...place, version: first, expected: first }, CONTEXT),
        discardStaged: () => store.discardStaged(place, CONTEXT),
        destroy: () => store.destroy({ ...PATH, versions: [] }, CONTEXT),
      };
      for (const [name, call] of Object.entries(calls)) {
        const error = await call().catch(it => it);
        expect([name, error]).toEqual([name, expect.any(UnavailableError)]);
        expect(error.message).not.toMatch(/127\.0\.0\.1|sealed-away/);
      }

      await sealed?.unseal();
      const second = await store.promote(
        { ...place, expected: first },
        CONTEXT,
      );
      const read = await store.readVersion(
        { ...PATH, version: second },
        CONTEXT,
      );
      expect(read?.equals(VALUE)).toBe(true);
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsManagersForTests, startSecretsManager } from '../../vault';
import { WorldState } from '../WorldState';
import { operatorOf } from './startStore';
import { StoreAdmin } from './StoreAdmin';
import { startVaultStore, vaultOperator } from './vaultStore';
import type { WorldStore } from './WorldStore';

jest.setTimeout(60_000);

const PATH = 'payments/db-login';

describe('the store of a world', () => {
  let folder: string;
  const ends: Array<() => Promise<unknown>> = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-store-'));
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) {
      await end();
    }
    await rm(folder, { recursive: true, force: true });
  });

  async function start(env: Record<string, string>): Promise<WorldStore> {
    const state = await WorldState.open(folder);
    return startVaultStore(state, join(folder, 'data'), env);
  }

  async function holdsToItsRights(store: WorldStore): Promise<void> {
    await store.operator.write(PATH, { username: 'a' });
    const access = store.serviceStore(PATH);
    if (access.kind !== 'vault') {
      throw new Error('Services read another store');
    }
    const service = vaultOperator(access);
    expect((await service.read(PATH))?.fields).toEqual({ username: 'a' });
    await expect(service.write(PATH, { username: 'b' })).rejects.toThrow(
      'refused POST',
    );
    await operatorOf(store.entry).write(PATH, { username: 'b' });
    const keyturn = new StoreAdmin({
      address: access.address,
      token: Object(store.entry.auth).token,
    });
    await expect(keyturn.mountKv('another')).rejects.toThrow('refused GET');
  }

  /** Comes to somebody's server, works there, and goes. @returns what the server has before and after */
  async function visit(binary: string) {
    const theirs = await startSecretsManager({
      dataDir: join(folder, 'theirs'),
      binary,
    });
    ends.push(theirs.stop);
    const owner = new StoreAdmin(theirs);
    await owner.write('secret', PATH, { username: 'theirs' });
    const before = await owner.inventory();

    const store = await start({
      VAULT_ADDR: `${theirs.address}/`,
      VAULT_TOKEN: theirs.token,
      KEYTURN_VAULT_BINARY: binary,
    });
    expect(store.pid).toBeUndefined();
    expect(store.description).toContain(String(store.entry.mount));
    await holdsToItsRights(store);
    const during = await owner.inventory();
    expect(during.mounts).toHaveLength(before.mounts.length + 1);
    expect(during.mounts).toContain(`${store.entry.mount}/`);
    expect(during.policies).toHaveLength(before.policies.length + 2);
    expect(await owner.read('secret', PATH)).toEqual({
      username: 'theirs',
    });

    await store.discard();
    await store.stop();
    expect(await owner.read('secret', PATH)).toEqual({
      username: 'theirs',
    });
    return { before, after: await owner.inventory() };
  }

  for (const { name, binary } of secretsManagersForTests()) {
    const isStandIn = binary === 'none';

    it(`gives Keyturn and the services no more than they need, on ${name}`, async () => {
      const store = await start(
        isStandIn ? {} : { KEYTURN_VAULT_BINARY: binary },
      );
      ends.push(store.stop);
      expect(store.isStandIn).toBe(isStandIn);
      expect(store.description).toMatch(isStandIn ? /stand-in/ : /\(real\)/);
      await holdsToItsRights(store);
    });

    // The stand-in has one engine, which it is born with.
    if (!isStandIn) {
      it(`keeps to what is its own on a server that is not ours, even where the machine could start one, and removes it, on ${name}`, async () => {
        const { before, after } = await visit(binary);
        expect(after).toEqual(before);
      });
    }
  }

  it('says what is missing when only the address of a server is set', async () => {
    await expect(start({ VAULT_ADDR: 'http://127.0.0.1:9' })).rejects.toThrow(
      'VAULT_ADDR is set without VAULT_TOKEN',
    );
  });
});

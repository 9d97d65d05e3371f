import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsManagersForTests, startSecretsManager } from '../../vault';
import { WorldState } from '../WorldState';
import { startStore, type WorldStore } from './startStore';
import { StoreAdmin } from './StoreAdmin';

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
    const store = await startStore(state, join(folder, 'data'), env);
    ends.push(store.stop);
    return store;
  }

  async function holdsToItsRights(store: WorldStore): Promise<void> {
    await store.admin.write(store.mount, PATH, { username: 'a' });
    const service = new StoreAdmin({
      address: store.address,
      token: store.tokens.services,
    });
    expect(await service.read(store.mount, PATH)).toEqual({ username: 'a' });
    await expect(
      service.write(store.mount, PATH, { username: 'b' }),
    ).rejects.toThrow('refused POST');
    const keyturn = new StoreAdmin({
      address: store.address,
      token: store.tokens.keyturn,
    });
    await keyturn.write(store.mount, PATH, { username: 'b' });
    await expect(keyturn.mountKv('another')).rejects.toThrow('refused GET');
  }

  /** What is at the secret's path of somebody's server, and of our engine there, after we came and went. */
  async function afterVisiting(binary: string) {
    const theirs = await startSecretsManager({
      dataDir: join(folder, 'theirs'),
      binary,
    });
    ends.push(theirs.stop);
    const owner = new StoreAdmin(theirs);
    await owner.write('secret', PATH, { username: 'theirs' });
    const store = await start({
      VAULT_ADDR: theirs.address,
      VAULT_TOKEN: theirs.token,
    });
    await holdsToItsRights(store);
    await store.discard();
    return {
      theirs: await owner.read('secret', PATH),
      ours: await owner.read(store.mount, PATH),
    };
  }

  for (const { name, binary } of secretsManagersForTests()) {
    const isStandIn = binary === 'none';

    it(`gives Keyturn and the services no more than they need, on ${name}`, async () => {
      const store = await start(
        isStandIn ? {} : { KEYTURN_VAULT_BINARY: binary },
      );
      expect(store.isStandIn).toBe(isStandIn);
      expect(store.description).toMatch(isStandIn ? /stand-in/ : /\(real\)/);
      await holdsToItsRights(store);
    });

    // The stand-in has one engine, which it is born with.
    if (!isStandIn) {
      it(`keeps to an engine of its own on a server that is not ours, and removes it, on ${name}`, async () => {
        expect(await afterVisiting(binary)).toEqual({
          theirs: { username: 'theirs' },
          ours: undefined,
        });
      });
    }
  }

  it('says what is missing when only the address of a server is set', async () => {
    await expect(start({ VAULT_ADDR: 'http://127.0.0.1:9' })).rejects.toThrow(
      'VAULT_ADDR is set without VAULT_TOKEN',
    );
  });
});

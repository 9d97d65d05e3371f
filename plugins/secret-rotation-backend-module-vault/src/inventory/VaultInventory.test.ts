import {
  PermissionDeniedError,
  type InventoryItem,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { secretsManagersForTests } from '@keyturn/dev-peers';
import {
  examplePolicy,
  keyturnPolicies,
} from '../__testUtils__/examplePolicies';
import {
  createStore,
  createVaultWorld,
  type VaultWorld,
} from '../__testUtils__/vaultWorld';
import type { VaultSecretStore } from '../VaultSecretStore';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };

async function walk(store: VaultSecretStore, prefix = '') {
  const pages: InventoryItem[][] = [];
  let cursor: string | undefined;
  do {
    const page = await store.inventory({ prefix, cursor }, context);
    pages.push([...page.items]);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

const paths = (pages: InventoryItem[][]) =>
  pages.flat().map(({ path }) => path);

describe.each(secretsManagersForTests())('the inventory of $name', peer => {
  let world: VaultWorld;
  let store: VaultSecretStore;
  beforeAll(async () => {
    world = await createVaultWorld(peer);
    const token = await world.admin.createToken(
      'inventory',
      [...keyturnPolicies(), examplePolicy('keyturn-inventory')].join('\n'),
    );
    store = createStore(world.address, token);
  });
  afterAll(() => world.close());

  it('tells of every folder by name, how old it is and its labels, and no value', async () => {
    const before = Date.now();
    await world.admin.write('billing/api', { key: 'first-value' });
    await world.admin.write('billing/api', { key: 'second-value' });
    await world.admin.write('payments/eu/deep/login', { password: 'a-value' });
    await world.admin.call('POST', 'secret/metadata/billing/api', {
      custom_metadata: { team: 'billing', 'keyturn-run': 'R-1' },
    });
    const pages = await walk(store);
    expect(paths(pages)).toEqual(['billing/api', 'payments/eu/deep/login']);
    const [api] = pages.flat();
    expect(api.tags).toEqual({ team: 'billing' });
    expect(api.createdAt?.getTime()).toBeGreaterThan(before - 5_000);
    expect(api.changedAt?.getTime()).toBeGreaterThan(
      api.createdAt?.getTime() ?? Infinity,
    );
    expect(JSON.stringify(pages)).not.toContain('-value');
  });

  it('leaves out what runs stage, and paths that hold nothing any more', async () => {
    await world.admin.write('keyturn-staging/payments/login/R-7', { a: 'b' });
    await world.admin.write('billing/gone', { a: 'b' });
    await world.admin.call('DELETE', 'secret/data/billing/gone');
    const found = paths(await walk(store));
    expect(found).not.toContain('billing/gone');
    expect(found.join()).not.toContain('keyturn-staging');
  });

  it('keeps to its prefix, inside of a folder too', async () => {
    await world.admin.write('payments/eu/other', { a: 'b' });
    await world.admin.write('payments/us', { a: 'b' });
    expect(paths(await walk(store, 'payments/e'))).toEqual([
      'payments/eu/deep/login',
      'payments/eu/other',
    ]);
    expect(await walk(store, 'nothing/')).toEqual([[]]);
  });

  it('goes through a large folder page by page', async () => {
    for (let index = 0; index < 101; index += 1)
      await world.admin.write(`large/secret-${index}`, { a: 'b' });
    const pages = await walk(store, 'large/');
    expect(pages.map(page => page.length)).toEqual([50, 50, 1]);
    expect(new Set(paths(pages)).size).toBe(101);
  });

  it('names the line of the policy that is missing', async () => {
    const asked = walk(createStore(world.address, world.token));
    await expect(asked).rejects.toBeInstanceOf(PermissionDeniedError);
    await expect(asked).rejects.toMatchObject({
      fix: 'Add to the token\'s policy: path "secret/metadata/*" { capabilities = ["list"] }',
    });
  });

  it('tells of names alone when it may list and not look', async () => {
    const token = await world.admin.createToken(
      'names',
      'path "secret/metadata/billing/" { capabilities = ["list"] }',
    );
    expect(await walk(createStore(world.address, token), 'billing/')).toEqual([
      [
        { path: 'billing/api', tags: {} },
        { path: 'billing/gone', tags: {} },
      ],
    ]);
  });

  // The stand-in has no engine of version 1.
  if (peer.name === 'OpenBao') {
    it('tells of names alone where the engine keeps no times', async () => {
      await world.admin.call('POST', 'sys/mounts/old', {
        type: 'kv',
        options: { version: '1' },
      });
      await world.admin.call('POST', 'old/team/login', { password: 'a-value' });
      const token = await world.admin.createToken(
        'old',
        'path "old/*" { capabilities = ["list", "read"] }',
      );
      expect(
        await walk(createStore(world.address, token, { mount: 'old' })),
      ).toEqual([[{ path: 'team/login', tags: {} }]]);
    });
  }
});

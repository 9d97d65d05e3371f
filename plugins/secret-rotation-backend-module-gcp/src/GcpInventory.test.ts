import type { InventoryItem } from '@keyturn/backstage-plugin-secret-rotation-node';
import { createGcpWorld, type GcpWorld } from './__testUtils__/gcpWorld';
import type { GcpSecretStore } from './GcpSecretStore';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };

async function walk(store: GcpSecretStore, prefix = '') {
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
  pages
    .flat()
    .map(({ path }) => path)
    .sort();

describe.each([
  ['a project', {}],
  ['a region', { location: 'europe-west3' }],
  ['secrets that are read by an alias', { alias: 'live' }],
])('the inventory of %s', (_, options) => {
  let world: GcpWorld;
  let at = Date.UTC(2026, 0, 1);
  beforeAll(async () => {
    world = await createGcpWorld({ ...options, now: () => at });
  });
  afterAll(() => world.close());

  it('tells of every secret by name, when it was made and changed, and its labels, and no value', async () => {
    await world.createSecret('billing-api', { labels: { team: 'billing' } });
    at += 1000;
    await world.write('billing-api', 'first-value');
    at += 1000;
    await world.write('billing-api', 'second-value');
    await world.createSecret('empty');
    const pages = await walk(world.store);
    expect(pages).toEqual([
      [
        {
          path: 'billing-api',
          createdAt: new Date(at - 2000),
          changedAt: new Date(at),
          tags: { team: 'billing' },
        },
      ],
    ]);
    expect(JSON.stringify(pages)).not.toContain('-value');
  });

  it('leaves out where new values wait, and what is not below its prefix', async () => {
    await world.write('keyturn-staging_payments_R-7', 'a-value');
    await world.write('payments-login', 'a-value');
    expect(paths(await walk(world.store))).toEqual([
      'billing-api',
      'payments-login',
    ]);
    expect(paths(await walk(world.store, 'pay'))).toEqual(['payments-login']);
  });

  it('goes through many secrets page by page', async () => {
    for (let index = 0; index < 30; index += 1)
      await world.write(`many-${index}`, 'a-value');
    const pages = await walk(world.store, 'many-');
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.every(page => page.length <= 25)).toBe(true);
    expect(new Set(paths(pages)).size).toBe(30);
  });

  it('tells of no age that it may not look up, and names the right to list that is missing', async () => {
    try {
      world.standIn.takeRight('secretmanager.versions.list');
      const [item] = (await walk(world.store, 'payments')).flat();
      expect(item.changedAt).toBeUndefined();
      world.standIn.takeRight('secretmanager.secrets.list');
      await expect(walk(world.store)).rejects.toMatchObject({
        name: 'PermissionDeniedError',
        message: expect.stringContaining('list the secrets of the project'),
        fix: expect.stringContaining('secretmanager.secrets.list'),
      });
    } finally {
      world.standIn.mend();
    }
  });
});

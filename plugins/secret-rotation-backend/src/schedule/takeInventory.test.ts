import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import {
  PermissionDeniedError,
  type InventoryItem,
  type InventoryPage,
  type InventoryRequest,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { openLedger, seedSecret } from '../__testUtils__/ledgerRows';
import { ManualClock } from '../__testUtils__/ManualClock';
import type { RotationConfiguration } from '../configuration';
import { EffectGate } from '../engine/EffectGate';
import { NO_FAILPOINTS } from '../engine/failpoints';
import { claimKeys } from '../ledger/operations/claimKeys';
import { unmanagedVerbs } from '../service/unmanagedVerbs';
import type { ServiceOptions } from '../service/ServiceOptions';
import { takeInventory } from './takeInventory';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const databases = TestDatabases.create();

function item(path: string, part: Partial<InventoryItem> = {}): InventoryItem {
  return { path, createdAt: new Date(1000), tags: {}, ...part };
}

async function createWorld(
  id: TestDatabaseId,
  part: { limit?: number; workerLabels?: string[]; pageSize?: number } = {},
) {
  const ledger = await openLedger(await databases.init(id));
  const { knex } = ledger;
  const clock = new ManualClock();
  const held: InventoryItem[] = [];
  const pageSize = part.pageSize ?? 2;
  const inventory = jest.fn(
    async ({ cursor = '0' }: InventoryRequest): Promise<InventoryPage> => {
      const end = Number(cursor) + pageSize;
      return {
        items: held.slice(Number(cursor), end),
        nextCursor: end < held.length ? String(end) : undefined,
      };
    },
  );
  const configured = {
    stores: new Map([
      [
        'vault',
        {
          name: 'vault',
          workerLabels: part.workerLabels ?? [],
          adapter: { inventory },
          inventory: {
            prefix: '',
            everyMs: HOUR,
            limit: part.limit ?? 1_000_000,
          },
        },
      ],
    ]),
    worker: { labels: [] },
  } as unknown as RotationConfiguration;
  let configuration = configured;
  const gate = new EffectGate({
    failpoints: NO_FAILPOINTS,
    logger: mockServices.logger.mock(),
    deadlineMs: 200,
  });
  const tick = () => takeInventory({ knex, clock, configuration, gate });
  const list = (query: { search?: string; cursor?: string; limit?: number }) =>
    unmanagedVerbs({ ledger, configuration } as ServiceOptions).listUnmanaged({
      ...query,
      stores: ['vault'],
    });
  return {
    knex,
    clock,
    held,
    inventory,
    tick,
    list,
    paths: async () => (await list({})).items.map(each => each.path),
    /** What a restart without an inventory does. */
    forget: () => {
      configuration = { ...configured, stores: new Map() };
    },
  };
}

describe.each(databases.eachSupportedId())('the inventory on %s', id => {
  it('keeps by name what a store holds, the oldest first, and what was never told last', async () => {
    const world = await createWorld(id);
    world.held.push(
      item('young', { createdAt: new Date(5), changedAt: new Date(9000) }),
      item('ageless', { createdAt: undefined }),
      item('old', { tags: { team: 'payments' } }),
    );
    expect(await world.tick()).toBe(3);
    expect(await world.list({})).toEqual({
      items: [
        {
          store: 'vault',
          path: 'old',
          createdAt: new Date(1000).toISOString(),
          changedAt: undefined,
          tags: { team: 'payments' },
        },
        expect.objectContaining({
          path: 'young',
          changedAt: new Date(9000).toISOString(),
        }),
        expect.objectContaining({ path: 'ageless' }),
      ],
      nextCursor: undefined,
      total: 3,
      stores: [
        {
          store: 'vault',
          found: 3,
          walkedAt: new Date(world.clock.at).toISOString(),
          problem: undefined,
        },
      ],
    });
  });

  it('leaves out what a catalog entity claims, from the moment that it does', async () => {
    const world = await createWorld(id);
    world.held.push(item('payments/login'), item('payments/other'));
    await world.tick();
    expect(await world.paths()).toEqual(['payments/login', 'payments/other']);
    const secret = await seedSecret(world.knex, 'login');
    expect(await world.paths()).toHaveLength(2);
    await claimKeys(world.knex, secret.id, [
      { kind: 'path', key: 'vault:payments/login' },
    ]);
    expect(await world.paths()).toEqual(['payments/other']);
  });

  it('goes on where another tick stopped, ten pages at a time', async () => {
    const world = await createWorld(id);
    for (let index = 0; index < 45; index += 1)
      world.held.push(item(`secret-${index}`));
    expect(await world.tick()).toBe(20);
    expect((await world.list({})).stores[0]).toMatchObject({ found: 20 });
    expect((await world.list({})).stores[0].walkedAt).toBeUndefined();
    expect(await world.tick()).toBe(20);
    expect(await world.tick()).toBe(5);
    expect(world.inventory).toHaveBeenCalledTimes(23);
    expect((await world.list({})).total).toBe(45);
  });

  it('walks anew after its interval, and forgets what is gone by then', async () => {
    const world = await createWorld(id);
    world.held.push(item('stays'), item('goes'));
    await world.tick();
    world.held.pop();
    world.held[0] = item('stays', { changedAt: new Date(7000) });
    world.clock.at += HOUR - 1;
    expect(await world.tick()).toBe(0);
    world.clock.at += 1;
    expect(await world.tick()).toBe(1);
    expect((await world.list({})).items).toMatchObject([
      { path: 'stays', changedAt: new Date(7000).toISOString() },
    ]);
  });

  it('shows why a store cannot be listed, keeps what it knew, and goes on from there', async () => {
    const world = await createWorld(id, { pageSize: 1 });
    world.held.push(item('one'), item('two'));
    world.inventory.mockImplementationOnce(async () => ({
      items: [item('one')],
      nextCursor: '1',
    }));
    world.inventory.mockRejectedValueOnce(
      new PermissionDeniedError('The token may not list', 'Let it list'),
    );
    await world.tick();
    expect((await world.list({})).stores).toEqual([
      {
        store: 'vault',
        found: 1,
        walkedAt: undefined,
        problem: {
          code: 'inventory-refused',
          message: 'The token may not list',
          fix: 'Let it list',
        },
      },
    ]);
    expect(await world.paths()).toEqual(['one']);
    await world.tick();
    expect(world.inventory).toHaveBeenCalledTimes(2);
    world.clock.at += 5 * MINUTE;
    expect(await world.tick()).toBe(1);
    expect(world.inventory).toHaveBeenLastCalledWith(
      { prefix: '', cursor: '1' },
      expect.anything(),
    );
    expect((await world.list({})).stores[0].problem).toBeUndefined();
  });

  it('says nothing of what an unknown error says', async () => {
    const world = await createWorld(id);
    world.inventory.mockRejectedValue(new Error('token s.abc at 10.0.0.1'));
    await world.tick();
    expect(JSON.stringify(await world.list({}))).not.toMatch(/s\.abc|10\.0/);
    expect((await world.list({})).stores[0].problem?.code).toBe(
      'inventory-unavailable',
    );
  });

  it('begins anew when a walk stood still for so long that its cursor is stale', async () => {
    const world = await createWorld(id);
    for (let index = 0; index < 30; index += 1)
      world.held.push(item(`secret-${index}`));
    await world.tick();
    world.clock.at += 7 * HOUR;
    await world.tick();
    expect(world.inventory).toHaveBeenNthCalledWith(
      11,
      { prefix: '', cursor: undefined },
      expect.anything(),
    );
  });

  it('keeps no more than its limit, and says so', async () => {
    const world = await createWorld(id, { limit: 3 });
    for (let index = 0; index < 5; index += 1)
      world.held.push(item(`secret-${index}`));
    expect(await world.tick()).toBe(3);
    expect((await world.list({})).stores[0].problem).toEqual({
      code: 'inventory-limit',
      message: 'The store holds more than 3 secrets. The rest is not listed',
      fix: 'Raise secretRotation.stores.vault.inventory.limit, or narrow its prefix',
    });
  });

  it('keeps each page once when it ticks twice at once', async () => {
    const world = await createWorld(id);
    for (let index = 0; index < 7; index += 1)
      world.held.push(item(`secret-${index}`));
    const [one, two] = await Promise.all([world.tick(), world.tick()]);
    expect(one + two).toBeGreaterThanOrEqual(7);
    expect((await world.list({})).total).toBe(7);
    expect((await world.list({})).stores[0].found).toBe(7);
  });

  it('leaves out names that no line could show, and cuts long labels', async () => {
    const world = await createWorld(id);
    world.held.push(
      item('bad\u0000name'),
      item('x'.repeat(1025)),
      item('good', { tags: { note: `a\n${'b'.repeat(500)}` } }),
    );
    await world.tick();
    const { items } = await world.list({});
    expect(items.map(each => each.path)).toEqual(['good']);
    expect(items[0].tags.note).toBe(`a ${'b'.repeat(254)}`);
  });

  it('forgets a store whose inventory the operator switched off', async () => {
    const world = await createWorld(id);
    world.held.push(item('one'));
    await world.tick();
    world.forget();
    await world.tick();
    expect(await world.knex('inventory')).toEqual([]);
    expect(await world.knex('inventory_walks')).toEqual([]);
  });

  it('asks no store that only workers with a label reach', async () => {
    const world = await createWorld(id, { workerLabels: ['dmz'] });
    await world.tick();
    expect(world.inventory).not.toHaveBeenCalled();
  });

  it('pages through ten thousand rows and finds a path by any part of it', async () => {
    const world = await createWorld(id, { pageSize: 1000 });
    for (let index = 0; index < 10_000; index += 1)
      world.held.push(item(`team_${index % 7}/login-${index}`));
    expect(await world.tick()).toBe(10_000);
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await world.list({ cursor, limit: 200 });
      expect(page.total).toBe(cursor === undefined ? 10_000 : undefined);
      for (const each of page.items) seen.add(each.path);
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.size).toBe(10_000);
    expect((await world.list({ search: 'TEAM_3/login-9999' })).total).toBe(1);
    expect((await world.list({ search: 'm_3/login-' })).total).toBe(1429);
    expect((await world.list({ search: 'team%3' })).total).toBe(0);
    expect((await world.list({ search: 'te_m' })).total).toBe(0);
    await expect(world.list({ cursor: 'nonsense' })).rejects.toThrow(
      'cursor is not the nextCursor of an earlier page',
    );
  });
});

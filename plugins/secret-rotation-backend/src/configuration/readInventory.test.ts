import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type { SecretStore } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readConfiguration } from './readConfiguration';

const HOUR = 3_600_000;

/** Stand-ins: configuration only hands adapters on, it never calls them. */
const LISTS = { inventory: async () => ({ items: [] }) };

function read(inventory: JsonObject | undefined, adapter: object = LISTS) {
  const vault = {
    kind: 'vault',
    allow: [],
    ...(inventory ? { inventory } : {}),
  };
  let seen: unknown;
  const { stores, entries } = readConfiguration(
    mockServices.rootConfig({
      data: {
        secretRotation: {
          fallbackOwner: 'group:default/platform',
          stores: { vault },
        },
      },
    }),
    {
      stores: new Map([
        [
          'vault',
          ({ config }) => {
            seen = config.get();
            return adapter as SecretStore;
          },
        ],
      ]),
      rotators: new Map(),
      consumers: new Map(),
      health: new Map(),
    },
  );
  return { entry: stores.get('vault'), problem: entries[0].problem, seen };
}

describe('the inventory of a store entry', () => {
  it('is off unless it is asked for', () => {
    expect(read(undefined).entry?.inventory).toBeUndefined();
  });

  it('has defaults, and is not the business of the store’s module', () => {
    const { entry, seen } = read({});
    expect(entry?.inventory).toEqual({
      prefix: '',
      everyMs: 6 * HOUR,
      limit: 100_000,
    });
    expect(seen).not.toHaveProperty('inventory');
  });

  it('is read as it is written', () => {
    expect(
      read({ prefix: 'payments/', every: 'PT1H', limit: 500 }).entry?.inventory,
    ).toEqual({ prefix: 'payments/', everyMs: HOUR, limit: 500 });
  });

  it.each([
    [{ prefix: '/payments' }, 'inventory.prefix'],
    [{ prefix: 'a/../b' }, 'inventory.prefix'],
    [{ every: 'PT10S' }, 'inventory.every'],
    [{ limit: 0 }, 'inventory.limit'],
    [{ folders: ['a'] }, 'folders'],
  ])('disables the entry, by its key, when it is %j', (inventory, key) => {
    const { entry, problem } = read(inventory);
    expect(entry).toBeUndefined();
    expect(problem?.message).toContain(key);
  });

  it('disables the entry of a kind that cannot list', () => {
    expect(read({}, {}).problem).toEqual({
      code: 'no-inventory',
      message:
        'secretRotation.stores.vault.inventory is set, and stores of kind "vault" cannot list what they hold',
      fix: 'Remove secretRotation.stores.vault.inventory',
    });
  });
});

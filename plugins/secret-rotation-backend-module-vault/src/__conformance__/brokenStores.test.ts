import {
  DriftError,
  storeVersionId,
  type SecretStore,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { secretStoreCases } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { createVaultWorld, type VaultWorld } from '../__testUtils__/vaultWorld';

jest.setTimeout(60_000);

type Break = (store: SecretStore) => Partial<SecretStore>;

/** What a store could do wrong, and the case that has to notice. */
const BROKEN: Array<[string, Break, string]> = [
  [
    'promotes over whatever is current',
    store => ({
      promote: async (place, context) => {
        const { current } = await store.describe(place, context);
        return store.promote({ ...place, expected: current }, context);
      },
    }),
    'promote: never overwrites what somebody else made current',
  ],
  [
    'compares no fences',
    store => ({
      stage: async (place, context) => {
        await store.discardStaged(place, context);
        await store.stage(place, context);
      },
    }),
    'stage: never replaces what a newer worker has staged, because the target may accept that already',
  ],
  [
    'restores once, however often it is asked over another version',
    store => {
      let first: Promise<StoreVersionId> | undefined;
      return {
        restore: async (place, context) =>
          (first ??= store.restore(place, context)),
      };
    },
    'restore: is done once more by the same run over a version that was seen since, and repeated finds that one',
  ],
  [
    'only says that it destroys',
    () => ({ destroy: async () => undefined }),
    'destroy: goes as far with an old version as the store says, and leaves the current one alone',
  ],
  [
    'leaves the staged copy',
    store => ({
      promote: async (place, context) => {
        const value = await store.readStaged(place, context);
        const id = await store.promote(place, context);
        if (value) await store.stage({ ...place, value }, context);
        return id;
      },
    }),
    'destroy: leaves no copy of the old value after a rotation, and none of the new one beside the secret',
  ],
  [
    'lists the newest version first',
    store => ({
      describe: async (place, context) => {
        const { current, versions } = await store.describe(place, context);
        return { current, versions: [...versions].reverse() };
      },
    }),
    'describe: lists more than ten versions oldest first, with times and without values',
  ],
  [
    'takes any id for the newest version',
    store => ({
      readVersion: async (place, context) => {
        const { current = storeVersionId('1') } = await store.describe(
          place,
          context,
        );
        return store.readVersion({ ...place, version: current }, context);
      },
    }),
    'ids: one that the store never gave reads nothing, whatever it looks like',
  ],
  [
    'finds that everything fits',
    () => ({ checkValue: async () => [{ code: 'a', ok: true, message: 'b' }] }),
    'checkValue: counts the keys that stay',
  ],
  [
    'shows the value in what it says',
    store => ({
      stage: async (place, context) => {
        if (place.value.reveal('password').length > 1000) {
          throw new Error(`No room for ${place.value.reveal('password')}`);
        }
        await store.stage(place, context);
      },
    }),
    'checkValue: refuses what is larger than the store takes, in one line, and stage does too; nothing is written',
  ],
  [
    'calls every failure drift',
    store => ({
      promote: (place, context) => asDrift(store.promote(place, context)),
      describe: (place, context) => asDrift(store.describe(place, context)),
    }),
    'refused: a manager that is taken out of service in the middle of a run is unavailable, and afterwards the run goes on',
  ],
];

describe('a store is not let pass that', () => {
  let world: VaultWorld;
  beforeAll(async () => {
    world = await createVaultWorld({ name: 'KV stand-in', binary: 'none' });
  });
  afterAll(() => world.close());

  it.each(BROKEN)('%s', async (_, change, name) => {
    const found = secretStoreCases().find(one => one.name === name);
    if (!found) throw new Error(`There is no case "${name}"`);
    await found.run(world);

    const { store } = world;
    const changes = change(store);
    const broken = new Proxy(store, {
      get(_target, property) {
        const changed: unknown = Reflect.get(changes, property);
        const member: unknown = changed ?? Reflect.get(store, property);
        return typeof member === 'function' ? member.bind(store) : member;
      },
    });
    await expect(found.run({ ...world, store: broken })).rejects.toThrow();
  });
});

async function asDrift<T>(action: Promise<T>): Promise<T> {
  return action.catch(() => {
    throw new DriftError('Somebody else wrote');
  });
}

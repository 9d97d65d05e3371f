import {
  PermissionDeniedError,
  storeVersionId,
  UnavailableError,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { InMemoryStore } from '../__testUtils__/InMemoryStore';
import { loginOf } from '../__testUtils__/InMemoryTarget';
import { PortalConsumer, type PortalReplica } from './PortalConsumer';
import { PortalCredentials } from './PortalCredentials';

const PATH = 'platform/postgres-admin';
const REFERENCE = { store: 'vault', path: PATH };
const OLD = loginOf('keyturn_a', 'password-of-a');
const NEW = loginOf('keyturn_b', 'password-of-b');
const consumer = {
  entityRef: 'component:default/keyturn',
  name: 'keyturn',
  namespace: 'default',
  labels: {},
};
const context = { signal: new AbortController().signal };

function createWorld() {
  const store = new InMemoryStore();
  const candidates = new Map<StoreVersionId, typeof OLD>([
    [store.put(PATH, OLD), OLD],
  ]);
  const credentials = new PortalCredentials();
  credentials.connect(new Map([['vault', { adapter: store }]]));
  const others: PortalReplica[] = [];
  const adapter = new PortalConsumer(credentials);
  adapter.join({
    own: 'host-of-one:1',
    live: async () => [{ name: 'host-of-one:1' }, ...others],
  });
  return {
    store,
    credentials,
    candidates,
    others,
    use: (logIn = async () => {}) =>
      credentials.of('rotators.postgres').use(REFERENCE, logIn),
    observe: async () =>
      (await adapter.observe({ consumer, path: PATH, candidates }, context))
        .instances,
  };
}

it('gives an adapter what is current at each login', async () => {
  const world = createWorld();
  const credential = world.use();
  expect((await credential.read(context)).equals(OLD)).toBe(true);
  world.store.put(PATH, NEW);
  expect((await credential.read(context)).equals(NEW)).toBe(true);
});

it('proves the version by a login with it', async () => {
  const world = createWorld();
  const logIn = jest.fn(async () => {});
  world.use(logIn);
  const [instance] = await world.observe();
  expect(logIn).toHaveBeenCalledTimes(1);
  expect(instance).toMatchObject({
    health: 'healthy',
    strength: 'proven',
    version: '1',
  });
  expect(instance?.id).toMatch(/^[0-9a-f]{8}\/rotators\.postgres$/);
});

it('proves nothing while the credential changes under its login', async () => {
  const world = createWorld();
  world.use(async () => {
    world.candidates.set(world.store.put(PATH, NEW), NEW);
  });
  const [instance] = await world.observe();
  expect(instance).toMatchObject({ strength: 'none' });
  expect(instance?.version).toBeUndefined();
});

it('names no version whose value is not the one that the run knows by that name', async () => {
  const world = createWorld();
  world.use();
  world.candidates.set(storeVersionId('1'), NEW);
  expect(await world.observe()).toEqual([
    expect.objectContaining({ strength: 'none' }),
  ]);
});

it.each([
  [new PermissionDeniedError('refused', 'mend it'), 'ill', 'permission-denied'],
  [new UnavailableError('down'), 'unknown', 'unreachable'],
] as const)('is not well when its login fails: %s', async (error, ...how) => {
  const world = createWorld();
  world.use(async () => {
    throw error;
  });
  const [health, finding] = how;
  expect(await world.observe()).toEqual([
    { id: expect.any(String), strength: 'none', health, finding },
  ]);
});

it('claims for processes whose adapters read the same secret, and has nothing for one that does not say so', async () => {
  const world = createWorld();
  world.use();
  const credentials = [{ ...REFERENCE, entry: 'rotators.postgres' }];
  world.others.push(
    { name: 'host-of-two:1', credentials },
    { name: 'host-of-three:1' },
  );
  const instances = await world.observe();
  expect(
    instances.map(({ strength, version, finding }) => [
      strength,
      version,
      finding,
    ]),
  ).toEqual([
    ['proven', '1', undefined],
    ['claimed', '1', undefined],
    ['none', undefined, 'wrong-path'],
  ]);
  expect(new Set(instances.map(({ id }) => id)).size).toBe(3);
  expect(JSON.stringify(instances)).not.toMatch(/host-of|password-of/);
});

it('says that a store is not configured, and that nothing is readable', async () => {
  const world = createWorld();
  const { credentials } = world;
  await expect(
    credentials.read({ store: 'gone', path: PATH }, context),
  ).rejects.toThrow('store "gone", which is not configured');
  await expect(
    credentials.read({ store: 'vault', path: 'empty' }, context),
  ).rejects.toBeInstanceOf(UnavailableError);
});

it('refuses a store that would read its own login from itself, also by way of another store', () => {
  const credentials = new PortalCredentials();
  const use = (entry: string, store: string) => () =>
    credentials.of(entry).use({ store, path: PATH }, async () => {});
  expect(use('stores.one', 'one')).toThrow(
    'secretRotation.stores.one reads its own login from itself',
  );
  use('stores.one', 'two')();
  use('stores.two', 'three')();
  expect(use('stores.three', 'one')).toThrow(
    'secretRotation.stores.three reads its own login from itself, by way of store "one"',
  );
  expect(use('rotators.three', 'one')).not.toThrow();
});

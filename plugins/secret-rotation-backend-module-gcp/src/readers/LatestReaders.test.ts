import {
  DriftError,
  SecretValue,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { createGcpWorld, type GcpWorld } from '../__testUtils__/gcpWorld';

jest.setTimeout(60_000);

const { signal } = new AbortController();
const context = { signal, fence: { run: 12, epoch: 1 } };
const value = SecretValue.text('fresh-one');

describe('readers of latest', () => {
  let world: GcpWorld;
  beforeAll(async () => {
    world = await createGcpWorld();
  });
  afterEach(() => world.standIn.mend());
  afterAll(() => world.close());

  async function prepared() {
    const { path } = world.place();
    await world.write(path, 'first');
    const run = { path, runId: 'R-12' };
    await world.store.stage({ ...run, value }, context);
    return { path, place: { ...run, expected: storeVersionId('1') } };
  }
  const latest = async (path: string) => {
    const name = `${world.nameOf(path)}/versions/latest`;
    const [{ payload }] = await world.admin.accessSecretVersion({ name });
    return String(payload?.data);
  };
  const idsOf = async (path: string) =>
    (await world.store.describe({ path }, context)).versions.map(
      ({ id }) => id,
    );

  it.each(['promote', 'restore'] as const)(
    'get back what somebody else wrote just before %s added its version, which goes again',
    async method => {
      const { path, place } = await prepared();
      const store = await world.intercepted('AddSecretVersion', async () => {
        await world.write(path, 'of somebody else');
      });

      const action =
        method === 'promote'
          ? store.promote(place, context)
          : store.restore({ ...place, version: place.expected }, context);
      await expect(action).rejects.toThrow(DriftError);

      expect(await latest(path)).toBe('of somebody else');
      expect(await idsOf(path)).toEqual(['1', '2', '4']);
    },
  );

  it('get the newest of several that came in between', async () => {
    const { path, place } = await prepared();
    let writes = 0;
    const store = await world.intercepted(
      'AddSecretVersion',
      async () => {
        writes += 1;
        await world.write(path, `of somebody else, ${writes}`);
      },
      2,
    );

    await expect(store.promote(place, context)).rejects.toThrow(DriftError);

    expect(await latest(path)).toBe('of somebody else, 2');
  });

  it('keep what somebody else wrote just after: nothing is added over it', async () => {
    const { path, place } = await prepared();
    const store = await world.intercepted('UpdateSecret', async () => {
      await world.write(path, 'of somebody else');
    });

    expect(await store.promote(place, context)).toBe('2');

    expect(await latest(path)).toBe('of somebody else');
    expect(await idsOf(path)).toEqual(['1', '2', '3']);
  });

  it('get back what was overwritten when the worker died before it could look', async () => {
    const { path, place } = await prepared();
    await world.write(path, 'of somebody else');
    // What a dead worker of this run added.
    await world.write(path, 'fresh-one');

    await expect(world.store.promote(place, context)).rejects.toThrow(
      DriftError,
    );

    expect(await latest(path)).toBe('of somebody else');
    expect(await idsOf(path)).toEqual(['1', '2', '4']);
  });

  it.each([
    ['promote', 'fresh-one'],
    ['restore', 'first'],
  ] as const)(
    'get back what somebody else wrote after %s, when a delayed worker of the run wrote over it',
    async (method, text) => {
      const { path, place } = await prepared();
      const act = () =>
        method === 'promote'
          ? world.store.promote(place, context)
          : world.store.restore({ ...place, version: place.expected }, context);
      expect(await act()).toBe('2');
      await world.write(path, 'of somebody else');
      await world.write(path, text);

      await expect(act()).rejects.toThrow(DriftError);

      expect(await latest(path)).toBe('of somebody else');
      expect(await idsOf(path)).toEqual(['1', '2', '3', '5']);
    },
  );

  it('keep one version of what two workers of a run wrote one after the other', async () => {
    const { path, place } = await prepared();
    expect(await world.store.promote(place, context)).toBe('2');
    await world.write(path, 'fresh-one');

    expect(await world.store.promote(place, context)).toBe('3');

    expect(await idsOf(path)).toEqual(['1', '3']);
  });

  it('get back what somebody else wrote while a rollback went back a second time', async () => {
    const { path, place } = await prepared();
    const restore = (expected: string, store = world.store) =>
      store.restore(
        {
          ...place,
          version: place.expected,
          expected: storeVersionId(expected),
        },
        context,
      );
    expect(await restore('1')).toBe('2');
    await world.write(path, 'seen by the engine');
    const store = await world.intercepted('AddSecretVersion', async () => {
      await world.write(path, 'of somebody else');
    });

    await expect(restore('3', store)).rejects.toThrow(DriftError);

    expect(await latest(path)).toBe('of somebody else');
  });

  it('are not told of a version as ours that only follows a disabled one', async () => {
    const { path } = world.place();
    await world.write(path, 'first');
    await world.write(path, 'second');
    await world.admin.disableSecretVersion({
      name: `${world.nameOf(path)}/versions/2`,
    });
    const run = { path, runId: 'R-12' };
    await world.store.stage({ ...run, value }, context);
    const promote = () =>
      world.store.promote({ ...run, expected: undefined }, context);
    world.standIn.fail('AddSecretVersion', { kind: 'reply-lost' });

    await expect(promote()).rejects.toMatchObject({ name: 'UnavailableError' });

    expect(await promote()).toBe('3');
    expect(await latest(path)).toBe('fresh-one');
    expect(await idsOf(path)).toEqual(['1', '2', '3']);
  });
});

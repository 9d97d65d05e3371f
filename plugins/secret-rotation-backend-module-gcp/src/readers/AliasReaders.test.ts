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

describe('readers of an alias', () => {
  let world: GcpWorld;
  beforeAll(async () => {
    world = await createGcpWorld({ alias: 'current' });
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
  const secretOf = async (path: string) =>
    (await world.admin.getSecret({ name: world.nameOf(path) }))[0];
  const aliases = (path: string, versionAliases: Record<string, number>) =>
    world.admin.updateSecret({
      secret: { name: world.nameOf(path), versionAliases },
      updateMask: { paths: ['version_aliases'] },
    });

  it('see the new version only when the alias moves, and aliases of others stay', async () => {
    const { path, place } = await prepared();
    await aliases(path, { current: 1, canary: 1 });

    await world.store.promote(place, context);

    expect((await secretOf(path)).versionAliases).toEqual({
      current: '2',
      canary: '1',
    });
  });

  it('do not see versions that others add beside it: that is no drift', async () => {
    const { path, place } = await prepared();
    await world.admin.addSecretVersion({
      parent: world.nameOf(path),
      payload: { data: Buffer.from('a draft') },
    });
    expect(await world.store.promote(place, context)).toBe('3');
  });

  it('keep what somebody else pointed them to between look and write, and our version goes again', async () => {
    const { path, place } = await prepared();
    const foreign = await world.intercepted('UpdateSecret', async () => {
      await world.write(path, 'of somebody else');
    });

    await expect(foreign.promote(place, context)).rejects.toThrow(DriftError);

    const { current, versions } = await world.store.describe({ path }, context);
    expect(current).toBe('3');
    expect(versions.map(({ id }) => id)).toEqual(['1', '3']);
  });

  it('stay where somebody points them by hand, whenever that is', async () => {
    let wasReached = true;
    for (let request = 1; wasReached; request += 1) {
      const { path } = world.place();
      await world.write(path, 'older');
      await world.write(path, 'first');
      const place = { path, runId: 'R-12' };
      await world.store.stage({ ...place, value }, context);
      const held = await world.intercept(
        { request, moment: 'before' },
        async () => {
          await aliases(path, { current: 1 });
          return 'go on';
        },
      );

      const expected = storeVersionId('2');
      const promotion = held.store.promote({ ...place, expected }, context);
      const error = await promotion.catch(thrown => thrown);
      await held.close();

      wasReached = held.wasReached();
      const { versionAliases } = await secretOf(path);
      expect(versionAliases).toEqual({ current: wasReached ? '1' : '3' });
      // Moved by hand after the write, it is the next look that finds out.
      expect(error instanceof DriftError || error === '3').toBe(true);
    }
  });

  it('get the new version where somebody pointed them away and back: nothing is lost by that', async () => {
    const { path, place } = await prepared();
    await world.admin.addSecretVersion({
      parent: world.nameOf(path),
      payload: { data: Buffer.from('a draft') },
    });
    const store = await world.intercepted('UpdateSecret', async () => {
      await aliases(path, { current: 2 });
      await aliases(path, { current: 1 });
    });
    expect(await store.promote(place, context)).toBe('3');
    expect((await secretOf(path)).versionAliases).toEqual({ current: '3' });
  });

  it('get the new version also when somebody changed something else of the secret meanwhile, which stays', async () => {
    const { path, place } = await prepared();
    const store = await world.intercepted('UpdateSecret', async () => {
      await world.admin.updateSecret({
        secret: { name: world.nameOf(path), labels: { team: 'payments' } },
        updateMask: { paths: ['labels'] },
      });
    });

    expect(await store.promote(place, context)).toBe('2');

    const secret = await secretOf(path);
    expect(secret.versionAliases).toEqual({ current: '2' });
    expect(secret.labels).toEqual({ team: 'payments' });
    const { versions } = await world.store.describe({ path }, context);
    expect(versions).toHaveLength(2);
  });

  it('are never pointed to a version by a run whose etag is old, however often it tries', async () => {
    const { path, place } = await prepared();
    let tries = 0;
    const store = await world.intercepted(
      'UpdateSecret',
      async () => {
        tries += 1;
        await world.admin.updateSecret({
          secret: { name: world.nameOf(path), labels: { try: String(tries) } },
          updateMask: { paths: ['labels'] },
        });
      },
      Infinity,
    );

    await expect(store.promote(place, context)).rejects.toMatchObject({
      name: 'UnavailableError',
    });

    expect(tries).toBe(3);
    expect((await secretOf(path)).versionAliases).toEqual({ current: '1' });
    expect(await world.store.promote(place, context)).toBe('2');
  });
});

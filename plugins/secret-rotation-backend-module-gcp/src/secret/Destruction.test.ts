import { storeVersionId } from '@keyturn/backstage-plugin-secret-rotation-node';
import { createGcpWorld, type GcpWorld } from '../__testUtils__/gcpWorld';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const { signal } = new AbortController();
const context = { signal, fence: { run: 12, epoch: 1 } };

describe('destruction', () => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const worlds: GcpWorld[] = [];
  const begin = async (delayedDestruction: boolean) => {
    const world = await createGcpWorld({
      alias: 'current',
      delayedDestruction,
      now: () => now,
    });
    worlds.push(world);
    const { path } = world.place();
    await world.write(path, 'old');
    await world.write(path, 'new');
    const name = `${world.nameOf(path)}/versions/1`;
    return {
      world,
      place: { path, versions: [storeVersionId('1')] },
      versionNow: async () => (await world.admin.getSecretVersion({ name }))[0],
    };
  };
  afterEach(() => Promise.all(worlds.splice(0).map(world => world.close())));

  it('disables a version before it destroys it', async () => {
    const { world, place, versionNow } = await begin(false);
    expect(world.store.destroys).toBe('erases');
    world.standIn.fail('DestroySecretVersion', { kind: 'unavailable' });

    await world.store.destroy(place, context).catch(() => undefined);
    expect((await versionNow()).state).toBe('DISABLED');
    await world.store.destroy(place, context);

    expect((await versionNow()).state).toBe('DESTROYED');
  });

  it('that the secret delays disables at once, says so, and is carried out in time', async () => {
    const { world, place, versionNow } = await begin(true);
    expect(world.store.destroys).toBe('disables');

    await world.store.destroy(place, context);

    const scheduled = await versionNow();
    expect(scheduled.state).toBe('DISABLED');
    const { versions } = await world.store.describe(place, context);
    expect(versions.map(({ readable }) => readable)).toEqual([false, true]);
    now += DAY_MS;
    expect((await versionNow()).state).toBe('DESTROYED');
  });

  it('that is under way is not called off or put off by a repeat', async () => {
    const { world, place, versionNow } = await begin(true);
    await world.store.destroy(place, context);
    const { scheduledDestroyTime, etag } = await versionNow();
    now += DAY_MS / 2;

    await world.store.destroy(place, context);

    expect(await versionNow()).toMatchObject({ scheduledDestroyTime, etag });
  });

  it('that is under way is not called off by a disabling that lands late', async () => {
    const { world, place, versionNow } = await begin(true);
    const late = await world.intercepted('DisableSecretVersion', async () => {
      await world.store.destroy(place, context);
      // The late worker gets no further than its disabling.
      world.standIn.fail('DestroySecretVersion', { kind: 'unavailable' });
    });

    await late.destroy(place, context).catch(() => undefined);

    const { state, scheduledDestroyTime } = await versionNow();
    expect(state).toBe('DISABLED');
    expect(scheduledDestroyTime).toBeTruthy();
  });
});

import {
  SecretValue,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { createGcpWorld, type GcpWorld } from './__testUtils__/gcpWorld';
import { optionsOf } from './client/connect';

jest.setTimeout(60_000);

const { signal } = new AbortController();
const context = { signal, fence: { run: 12, epoch: 1 } };

describe('regional secrets', () => {
  let world: GcpWorld;
  beforeAll(async () => {
    world = await createGcpWorld({
      alias: 'current',
      location: 'europe-west3',
    });
  });
  afterAll(() => world.close());

  it('are rotated, rolled back and destroyed at their location, staging included', async () => {
    const { path } = world.place();
    await world.write(path, 'old');
    const run = { path, runId: 'R-12' };
    const old = storeVersionId('1');

    const checks = await world.store.preflight({ path }, context);
    const value = SecretValue.text('new');
    await world.store.stage({ ...run, value }, context);
    expect(await world.secretIds()).toContain(`keyturn-staging_${path}_R-12`);
    const promoted = await world.store.promote(
      { ...run, expected: old },
      context,
    );
    const restored = await world.store.restore(
      { ...run, version: old, expected: promoted },
      context,
    );
    await world.store.destroy({ path, versions: [promoted] }, context);

    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(await world.store.describe({ path }, context)).toMatchObject({
      current: restored,
      versions: [{ id: old }, { id: restored }],
    });
    expect(await world.secretIds()).not.toContain(
      `keyturn-staging_${path}_R-12`,
    );
  });

  it('that do not exist yet are made there', async () => {
    const { path } = world.place();
    const run = { path, runId: 'R-12' };
    await world.store.stage(
      { ...run, value: SecretValue.text('new') },
      context,
    );
    expect(
      await world.store.promote({ ...run, expected: undefined }, context),
    ).toBe('1');
  });

  it('are asked for at the endpoint of their location, global ones at the global one', () => {
    expect(optionsOf({ location: 'europe-west3' })).toEqual({
      apiEndpoint: 'secretmanager.europe-west3.rep.googleapis.com',
    });
    expect(optionsOf({})).toEqual({});
  });
});

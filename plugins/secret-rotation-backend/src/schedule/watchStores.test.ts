import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import {
  storeVersionId,
  UnavailableError,
  type Renewal,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { seedSecret } from '../__testUtils__/ledgerRows';
import { RotationWorld } from '../__testUtils__/RotationWorld';
import { EffectGate } from '../engine/EffectGate';
import { NO_FAILPOINTS } from '../engine/failpoints';
import { secretRows, versionRows } from '../ledger/columns';
import { findSecretById } from '../ledger/operations/findSecret';
import { watchStores } from './watchStores';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NAME = { namespace: 'default', name: 'payments-db-login' };
const databases = TestDatabases.create();

async function createWorld(id: TestDatabaseId) {
  const rotation = await RotationWorld.create(databases, id, {
    policy: { overlapMs: 0, soakMs: 0 },
  });
  const { ledger, clock, configuration, store } = rotation;
  const { knex } = ledger;
  const changes: number[] = [];
  const gate = new EffectGate({
    failpoints: NO_FAILPOINTS,
    logger: mockServices.logger.mock(),
    deadlineMs: 200,
  });
  const tick = () =>
    watchStores({
      knex,
      clock,
      configuration,
      gate,
      onChange: ({ secretId }) => changes.push(secretId),
    });
  return {
    rotation,
    knex,
    clock,
    store,
    changes,
    tick,
    describeStore: jest.spyOn(store, 'describe'),
    later: (ms = 10 * MINUTE) => {
      clock.at += ms;
    },
    versions: async () =>
      (await knex('versions').orderBy('number')).map(versionRows.fromDb),
    actions: () => knex('audit').orderBy('id').pluck('action'),
    secret: () => rotation.service.getSecret(NAME),
    rotate: async () => {
      const runId = await rotation.start();
      return (await rotation.drain(runId)).run;
    },
  };
}

describe.each(databases.eachSupportedId())('the watch on %s', id => {
  it('plans by what the target wants of the current version, follows a new wish, and forgets it with the version', async () => {
    const world = await createWorld(id);
    const rotator = world.rotation.configuration.rotators.get('postgres');
    if (!rotator) throw new Error('The world has other entries');
    const { adapter } = rotator;
    let wish: Renewal | undefined = { at: new Date(5 * DAY), because: 'Ends' };
    adapter.renewal = async () => wish;
    const dueAt = async () => (await world.secret()).dueAt;
    const look = async () => {
      world.later();
      return world.tick();
    };
    await world.tick();
    expect(await look()).toBe(1);
    expect(await dueAt()).toBe(new Date(5 * DAY).toISOString());
    expect(await look()).toBe(0);

    wish = { ...wish, at: new Date(4 * DAY) };
    await look();
    expect(await dueAt()).toBe(new Date(4 * DAY).toISOString());
    adapter.renewal = async () => {
      throw new UnavailableError('Not now');
    };
    expect(await look()).toBe(0);
    expect(await dueAt()).toBe(new Date(4 * DAY).toISOString());

    adapter.renewal = async () => undefined;
    expect((await world.rotate()).state).toBe('succeeded');
    const [row] = await world.knex('secrets');
    expect([row.renew_at, row.renew_because]).toEqual([null, null]);
  });

  it('takes an enrolled secret over without rotating it, as old as the store says', async () => {
    const world = await createWorld(id);
    const before = world.store.currentOf(world.rotation.path);
    expect(await world.tick()).toBe(1);
    // The in-memory store's versions are from 1970.
    expect(await world.secret()).toMatchObject({
      rotatedAt: new Date(0).toISOString(),
      dueAt: new Date(30 * DAY).toISOString(),
      due: 'overdue',
      currentVersion: 1,
      versions: [
        { number: 1, state: 'current', createdAt: new Date(0).toISOString() },
      ],
    });
    expect((await world.secret()).changedOutOfBandAt).toBeUndefined();
    expect(world.store.currentOf(world.rotation.path)).toEqual(before);
    expect(await world.actions()).toEqual(['secret.taken-over']);
    expect(world.changes).toEqual([world.rotation.secret.id]);
  });

  it('knows the age of a secret whose policy never rotates it by itself', async () => {
    const world = await createWorld(id);
    await world.knex('secrets').update({ policy: 'by-hand' });
    await world.tick();
    expect(await world.secret()).toMatchObject({
      rotatedAt: new Date(0).toISOString(),
    });
  });

  it('rotates what was taken over as if it had always been known', async () => {
    const world = await createWorld(id);
    await world.tick();
    expect(await world.rotate()).toMatchObject({ state: 'succeeded' });
    expect(await world.versions()).toMatchObject([
      { number: 1, state: 'destroyed' },
      { number: 2, state: 'current' },
    ]);
    world.later();
    expect(await world.tick()).toBe(0);
  });

  it('shows a version that no run made, as the current one and on record', async () => {
    const world = await createWorld(id);
    await world.rotate();
    world.store.put(world.rotation.path, world.rotation.foreign);
    world.later();
    expect(await world.tick()).toBe(1);
    expect(await world.versions()).toMatchObject([
      { number: 1, state: 'destroyed' },
      { number: 2, state: 'previous', previousAt: world.clock.at },
      { number: 3, state: 'current', outOfBandAt: world.clock.at },
    ]);
    const at = new Date(world.clock.at).toISOString();
    expect(await world.secret()).toMatchObject({
      currentVersion: 3,
      changedOutOfBandAt: at,
      versions: [{ number: 3, outOfBandAt: at }, { number: 2 }, { number: 1 }],
    });
    const last = await world.knex('audit').orderBy('id', 'desc').first();
    expect(last).toMatchObject({
      action: 'secret.changed-out-of-band',
      secret_ref: 'resource:default/payments-db-login',
    });
    expect(JSON.parse(last.detail)).toEqual({
      version: 3,
      before: 2,
      madeAt: new Date(0).toISOString(),
    });
  });

  it('says no more that a secret was changed out of band once a run has replaced that', async () => {
    const world = await createWorld(id);
    await world.tick();
    const { path, foreign, target } = world.rotation;
    world.store.put(path, foreign);
    target.passwords.set('payments_a', 'foreign-password');
    world.later();
    await world.tick();
    expect((await world.secret()).changedOutOfBandAt).toBeDefined();
    expect(await world.rotate()).toMatchObject({ state: 'succeeded' });
    const secret = await world.secret();
    expect(secret.currentVersion).toBe(3);
    expect(secret.changedOutOfBandAt).toBeUndefined();
  });

  it('knows a version again that somebody put back', async () => {
    const world = await createWorld(id);
    await world.tick();
    world.store.put(world.rotation.path, world.rotation.foreign);
    world.later();
    await world.tick();
    world.later();
    world.describeStore.mockResolvedValue({
      current: storeVersionId('1'),
      versions: [
        { id: storeVersionId('1'), createdAt: new Date(5), readable: true },
      ],
    });
    expect(await world.tick()).toBe(1);
    expect(await world.versions()).toMatchObject([
      {
        number: 1,
        state: 'current',
        outOfBandAt: world.clock.at,
        backAt: world.clock.at,
      },
      { number: 2, state: 'previous' },
    ]);
  });

  it('leaves a secret with an open run to the run', async () => {
    const world = await createWorld(id);
    await world.rotation.start();
    expect(await world.tick()).toBe(0);
    expect(world.describeStore).not.toHaveBeenCalled();
  });

  it.each<
    [string, (world: Awaited<ReturnType<typeof createWorld>>) => unknown]
  >([
    ['began', world => world.rotation.start()],
    ['came and went', world => world.rotate()],
  ])('drops what it saw when a run %s meanwhile', async (_, meanwhile) => {
    const world = await createWorld(id);
    const { describeStore, store, rotation } = world;
    const seen = await store.describe({ path: rotation.path });
    describeStore.mockImplementationOnce(async () => {
      await meanwhile(world);
      return seen;
    });
    expect(await world.tick()).toBe(0);
    expect(await world.actions()).not.toContain('secret.taken-over');
  });

  it('is harmless when it ticks twice at once', async () => {
    const world = await createWorld(id);
    const [one, two] = await Promise.all([world.tick(), world.tick()]);
    expect(one + two).toBe(1);
    expect(await world.versions()).toHaveLength(1);
    expect(await world.actions()).toEqual(['secret.taken-over']);
  });

  it('asks for nothing that is not enrolled or that no worker here reaches', async () => {
    const world = await createWorld(id);
    await world.knex('secrets').update({ binding: 'unenrolled' });
    await seedSecret(world.knex, 'elsewhere', { store: 'dmz' });
    expect(await world.tick()).toBe(0);
    expect(world.describeStore).not.toHaveBeenCalled();
  });

  it('asks for each secret at most every ten minutes, and at the next tick after a new enrolment', async () => {
    const world = await createWorld(id);
    await world.tick();
    world.later(10 * MINUTE - 1);
    await world.tick();
    expect(world.describeStore).toHaveBeenCalledTimes(1);
    await world.knex('secrets').update(secretRows.toDb({ lookedAt: 0 }));
    await world.tick();
    expect(world.describeStore).toHaveBeenCalledTimes(2);
  });

  it('goes on to others when stores hang or fail, twenty at a time', async () => {
    const world = await createWorld(id);
    for (let index = 0; index < 25; index += 1)
      await seedSecret(world.knex, `more-${index}`);
    world.describeStore.mockImplementation(() => new Promise(() => {}));
    expect(await world.tick()).toBe(0);
    expect(world.describeStore).toHaveBeenCalledTimes(20);
    world.describeStore.mockRejectedValue(new UnavailableError('down'));
    expect(await world.tick()).toBe(0);
    expect(world.describeStore).toHaveBeenCalledTimes(26);
    const { id: secretId } = world.rotation.secret;
    expect(await findSecretById(world.knex, secretId)).not.toHaveProperty(
      'rotatedAt',
    );
  });
});

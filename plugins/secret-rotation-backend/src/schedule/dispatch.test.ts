import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { InMemoryStore } from '../__testUtils__/InMemoryStore';
import { loginOf } from '../__testUtils__/InMemoryTarget';
import {
  NOON,
  openLedger,
  POLICY,
  seedSecret,
} from '../__testUtils__/ledgerRows';
import { ManualClock, RotationWorld } from '../__testUtils__/RotationWorld';
import type { RotationConfiguration } from '../configuration';
import { EffectGate } from '../engine/EffectGate';
import { NO_FAILPOINTS } from '../engine/failpoints';
import { secretRows } from '../ledger/columns';
import { findSecret } from '../ledger/operations/findSecret';
import { dispatch } from './dispatch';

jest.setTimeout(60_000);

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const databases = TestDatabases.create();

async function createWorld(id: TestDatabaseId) {
  const ledger = await openLedger(await databases.init(id));
  const clock = new ManualClock();
  const store = new InMemoryStore();
  const describeStore = jest.spyOn(store, 'describe');
  const gate = new EffectGate({
    failpoints: NO_FAILPOINTS,
    logger: mockServices.logger.mock(),
    deadlineMs: 200,
  });
  const configuration = {
    stores: new Map([
      ['vault', { name: 'vault', kind: 'memory', adapter: store, allow: [] }],
    ]),
    policies: new Map([['database', POLICY]]),
  } as unknown as RotationConfiguration;
  const tick = () => dispatch({ ledger, clock, configuration, gate });
  const runs = () => ledger.knex('runs').orderBy('id');
  const put = (name: string, dueAt: number | undefined, rotatedAt = 1) =>
    seedSecret(ledger.knex, name, { dueAt, dispatchAt: dueAt, rotatedAt });
  return { ledger, clock, store, describeStore, tick, runs, put };
}

describe.each(databases.eachSupportedId())('dispatch on %s', id => {
  it('starts one run of what is due, however many ticks come at once', async () => {
    const world = await createWorld(id);
    const secret = await world.put('login', NOON);
    const created = await Promise.all([
      world.tick(),
      world.tick(),
      world.tick(),
    ]);
    expect(created.reduce((sum, each) => sum + each, 0)).toBe(1);
    expect(await world.runs()).toMatchObject([
      { secret_id: secret.id, trigger: 'schedule', state: 'queued' },
    ]);
    expect(await world.tick()).toBe(0);
  });

  it('starts nothing early, whenever it is told to look', async () => {
    const world = await createWorld(id);
    await world.put('login', NOON + 1);
    const later = await world.put('later', NOON + DAY);
    await world.ledger
      .knex('secrets')
      .where({ id: later.id })
      .update({ dispatch_at: NOON - 1 });
    expect(await world.tick()).toBe(0);
    world.clock.at += 1;
    expect(await world.tick()).toBe(1);
  });

  it.each(['unenrolled', 'parked', 'conflicting', 'misconfigured'] as const)(
    'starts nothing of a secret that is %s',
    async binding => {
      const world = await createWorld(id);
      await seedSecret(world.ledger.knex, 'login', {
        binding,
        dueAt: NOON,
        dispatchAt: NOON,
      });
      expect(await world.tick()).toBe(0);
    },
  );

  it('starts what is due longest first', async () => {
    const world = await createWorld(id);
    const young = await world.put('young', NOON - 1);
    const old = await world.put('old', NOON - 3);
    const middle = await world.put('middle', NOON - 2);
    expect(await world.tick()).toBe(3);
    expect((await world.runs()).map(run => run.secret_id)).toEqual([
      old.id,
      middle.id,
      young.id,
    ]);
  });

  it('does not try a refused secret again at once, and does so an hour later', async () => {
    const rotation = await RotationWorld.create(databases, id);
    const { ledger, clock, configuration, target } = rotation;
    const gate = new EffectGate({
      failpoints: NO_FAILPOINTS,
      logger: mockServices.logger.mock(),
      deadlineMs: 200,
    });
    const tick = () => dispatch({ ledger, clock, configuration, gate });
    await ledger
      .knex('secrets')
      .update(secretRows.toDb({ dueAt: NOON, dispatchAt: NOON, rotatedAt: 1 }));
    target.failedChecks = [{ code: 'g', ok: false, message: 'A grant' }];
    expect(await tick()).toBe(1);
    await rotation.work();
    expect((await rotation.load(1)).run.state).toBe('refused');
    clock.at += HOUR - 1;
    expect(await tick()).toBe(0);
    clock.at += 1;
    expect(await tick()).toBe(1);
  });

  it('learns from the store how old a secret is, and starts it when it is too old', async () => {
    const world = await createWorld(id);
    world.store.put('payments/login', loginOf('a', 'p'));
    await seedSecret(world.ledger.knex, 'login');
    await world.tick();
    // The in-memory store's versions are from 1970.
    expect(
      await findSecret(world.ledger.knex, 'resource:default/login'),
    ).toMatchObject({
      rotatedAt: 0,
      dueAt: 30 * DAY,
      dueBecause: 'Policy database: every 30 days',
    });
    expect(await world.tick()).toBe(1);
    expect(world.describeStore).toHaveBeenCalledTimes(1);
  });

  it('does not ask a store on every tick that has nothing to say', async () => {
    const world = await createWorld(id);
    await seedSecret(world.ledger.knex, 'empty');
    await world.tick();
    await world.tick();
    expect(world.describeStore).toHaveBeenCalledTimes(1);
    world.clock.at += 10 * 60_000;
    await world.tick();
    expect(world.describeStore).toHaveBeenCalledTimes(2);
    expect(await world.runs()).toEqual([]);
  });

  it('does not let stores that hang or fail keep what is due waiting', async () => {
    const world = await createWorld(id);
    for (let index = 0; index < 25; index += 1)
      await seedSecret(world.ledger.knex, `ageless-${index}`);
    await world.put('due', NOON);
    world.describeStore.mockImplementation(() => new Promise(() => {}));
    const ticking = world.tick();
    await waitFor(async () => (await world.runs()).length === 1);
    await ticking;
    world.describeStore.mockRejectedValue(new UnavailableError('down'));
    await world.tick();
    expect(world.describeStore).toHaveBeenCalledTimes(25);
  });
});

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It did not come to that');
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

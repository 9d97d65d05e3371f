import {
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import {
  NOON,
  openLedger,
  POLICY,
  seedSecret,
} from '../__testUtils__/ledgerRows';
import { ManualClock } from '../__testUtils__/ManualClock';
import { RotationWorld } from '../__testUtils__/RotationWorld';
import type {
  FreezeRule,
  Policy,
  RotationConfiguration,
} from '../configuration';
import { secretRows } from '../ledger/columns';
import { findSecretById } from '../ledger/operations/findSecret';
import type { SecretRow } from '../ledger/rows';
import { dispatch } from './dispatch';
import { scheduleKeyOf } from './scheduleOf';

jest.setTimeout(60_000);

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const databases = TestDatabases.create();

async function createWorld(id: TestDatabaseId) {
  const ledger = await openLedger(await databases.init(id));
  const clock = new ManualClock();
  const configured = (
    policy: Partial<Policy> = {},
    freezes: FreezeRule[] = [],
  ) =>
    ({
      stores: new Map(),
      policies: new Map([['database', { ...POLICY, ...policy }]]),
      rotators: new Map(),
      consumers: new Map(),
      worker: { labels: [] },
      freezes,
    } as unknown as RotationConfiguration);
  let configuration = configured();
  /** What a restart with another app-config does. */
  const configure = (...parts: Parameters<typeof configured>) => {
    configuration = configured(...parts);
  };
  const tick = () => dispatch({ ledger, clock, configuration });
  const runs = () => ledger.knex('runs').orderBy('id');
  const put = (name: string, dueAt: number) =>
    seedSecret(ledger.knex, name, {
      dueAt,
      dispatchAt: dueAt,
      rotatedAt: dueAt - 30 * DAY,
      enrolledAt: dueAt - 30 * DAY,
    });
  const read = (secret: SecretRow) =>
    findSecretById(ledger.knex, secret.id).then(row => {
      if (!row) throw new Error('The secret is gone');
      return row;
    });
  return {
    ledger,
    clock,
    configure,
    tick,
    runs,
    put,
    read,
  };
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
    const tick = () => dispatch({ ledger, clock, configuration });
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

  it('starts nothing twice when a tick is stopped after looking and goes on after the run', async () => {
    const world = await createWorld(id);
    const { ledger } = world;
    const secret = await world.put('login', NOON);
    const createDueRun = ledger.createDueRun.bind(ledger);
    jest.spyOn(ledger, 'createDueRun').mockImplementationOnce(async wish => {
      // Another replica's tick makes the run, and it ends, before this one goes on.
      await createDueRun(wish);
      await ledger
        .knex('runs')
        .update({ state: 'succeeded', next_at: null, closed_at: NOON });
      await ledger.knex('secrets').update({
        rotated_at: NOON,
        due_at: NOON + 30 * DAY,
        dispatch_at: NOON + 30 * DAY,
        schedule_key: null,
      });
      return createDueRun(wish);
    });
    expect(await world.tick()).toBe(0);
    expect(await world.runs()).toHaveLength(1);
    expect(await world.tick()).toBe(0);
    expect(await world.read(secret)).toMatchObject({ dueAt: NOON + 30 * DAY });
  });

  it('lets a changed policy take effect, also where the age is known already', async () => {
    const world = await createWorld(id);
    world.configure({ everyMs: 1_000_000 * DAY });
    const secret = await seedSecret(world.ledger.knex, 'login', {
      enrolledAt: NOON - DAY,
      rotatedAt: 0,
    });
    await world.tick();
    expect(await world.read(secret)).toMatchObject({
      rotatedAt: 0,
      dueAt: 1_000_000 * DAY,
    });
    expect(await world.tick()).toBe(0);
    world.configure({ everyMs: 1_000_000 * DAY, firstRotation: 'now' });
    expect(await world.tick()).toBe(1);
    expect(await world.read(secret)).toMatchObject({
      dueAt: NOON - DAY,
      dueBecause: 'Policy database asks for a first rotation at once',
    });
  });

  it('starts nothing outside the window of the policy, and says when it opens', async () => {
    const world = await createWorld(id);
    // A Sunday at noon in UTC.
    world.configure({
      window: { days: ['Mon'], from: 120, to: 180, timeZone: 'Europe/Berlin' },
    });
    const secret = await world.put('login', NOON);
    expect(await world.tick()).toBe(0);
    const opens = NOON + 13 * HOUR;
    expect(await world.read(secret)).toMatchObject({
      dueAt: NOON,
      dispatchAt: opens,
      dispatchBecause: 'The window is Mon 02:00–03:00 Europe/Berlin',
    });
    world.clock.at = opens - 1;
    expect(await world.tick()).toBe(0);
    // The portal was away the whole window long.
    world.clock.at = opens + HOUR;
    expect(await world.tick()).toBe(0);
    expect(await world.read(secret)).toMatchObject({
      dispatchAt: opens + 7 * DAY,
    });
    world.clock.at = opens + 7 * DAY;
    expect(await world.tick()).toBe(1);
  });

  it('starts nothing in a freeze that was added later, and starts at once when that is taken away', async () => {
    const world = await createWorld(id);
    const secret = await world.put('login', NOON + HOUR);
    await world.put('other', NOON + 2 * HOUR);
    await world.tick();
    const freeze = {
      from: NOON,
      to: NOON + 10 * DAY,
      reason: 'The year ends',
      policies: ['data*'],
      namespaces: ['default'],
    };
    world.configure({}, [freeze]);
    world.clock.at = NOON + DAY;
    expect(await world.tick()).toBe(0);
    expect(await world.read(secret)).toMatchObject({
      dueAt: NOON + HOUR,
      dispatchAt: NOON + 10 * DAY,
      dispatchBecause: 'Frozen: The year ends',
    });
    world.configure({}, [{ ...freeze, namespaces: ['team-b'] }]);
    expect(await world.tick()).toBe(2);
    expect((await world.runs())[0]).toMatchObject({ secret_id: secret.id });
  });

  it('does not let what is outside its window hold up what may start', async () => {
    const world = await createWorld(id);
    const closed: FreezeRule = {
      from: NOON,
      to: NOON + DAY,
      reason: 'x',
      policies: ['*'],
      namespaces: ['frozen'],
    };
    world.configure({}, [closed]);
    await world.tick();
    for (let index = 0; index < 120; index += 1)
      await seedSecret(world.ledger.knex, `frozen-${index}`, {
        namespace: 'frozen',
        rotatedAt: NOON - 31 * DAY,
        dueAt: NOON - DAY,
        dispatchAt: NOON - DAY,
        scheduleKey: scheduleKeyOf({ freezes: [closed] }, POLICY),
      });
    await world.put('free', NOON);
    expect(await world.tick()).toBe(1);
  });
});

import {
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import { RotationWorld } from '../__testUtils__/RotationWorld';
import type { Worker } from './Worker';

jest.setTimeout(120_000);

const LEASE_MS = 30_000;
const DEADLINE_MS = 5_000;
const GRACE_MS = 10_000;
const databases = TestDatabases.create();

/** A world whose calls are on record in their order. */
async function createWorld(id: TestDatabaseId) {
  const world = await RotationWorld.create(databases, id, {
    policy: { overlapMs: 0, soakMs: 0 },
  });
  const calls: string[] = [];
  const record = (name: string) => {
    if (name.startsWith('before:effect:')) calls.push(name.split(':')[2]);
  };
  world.crash.watch = record;
  return { world, calls, record };
}

const WRITES = [
  'store.stage',
  'rotator.activate',
  'store.promote',
  'consumer.reload',
  'rotator.revoke',
  'store.destroy',
];

const writesOf = (calls: readonly string[]) =>
  calls.filter(name => WRITES.includes(name));

/** A call that hangs until it is let go. */
function createHang() {
  let letGo = () => {};
  let begin = () => {};
  const free = new Promise<void>(resolve => {
    letGo = resolve;
  });
  const begun = new Promise<void>(resolve => {
    begin = resolve;
  });
  return { free, begun, begin, letGo: () => letGo() };
}

describe.each(databases.eachSupportedId())('a worker that leaves on %s', id => {
  const workers: Worker[] = [];
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(workers.splice(0).map(worker => worker.stop(0)));
  });
  const createWorker = (world: RotationWorld, name: string) => {
    const worker = world.createWorker(name);
    workers.push(worker);
    return worker;
  };

  it('during any call gives its run back at the next commit, and its successor repeats no write', async () => {
    const whole = await createWorld(id);
    const wholeRun = await whole.world.start();
    expect((await whole.world.drain(wholeRun)).run.state).toBe('succeeded');
    expect(new Set(writesOf(whole.calls))).toEqual(new Set(WRITES));

    let givenBack = 0;
    let takenUp = 0;
    for (let place = 0; place < whole.calls.length; place += 1) {
      const { world, calls, record } = await createWorld(id);
      const leaving = createWorker(world, 'leaving');
      const runId = await world.start();
      let stopping: Promise<void> | undefined;
      world.crash.watch = name => {
        record(name);
        if (calls.length > place) stopping ??= leaving.stop(GRACE_MS);
      };
      for (let turn = 0; turn < 20 && !stopping; turn += 1) {
        await world.work(leaving);
        const { nextAt } = (await world.load(runId)).run;
        if (!stopping) world.clock.at = Math.max(world.clock.at, nextAt ?? 0);
      }
      await stopping;
      const { run } = await world.load(runId);
      expect(run.state).not.toBe('running');

      // No lease is in the way: the clock has not moved.
      const successor = createWorker(world, 'successor');
      await world.work(successor);
      const { run: taken } = await world.load(runId);
      if (run.state === 'queued') {
        givenBack += 1;
        if (taken.epoch === run.epoch + 1) takenUp += 1;
      }
      const ended = await world.drain(runId);
      expect(ended.run.state).toBe('succeeded');
      expect(writesOf(calls)).toEqual(writesOf(whole.calls));
      expect(world.currentIsAccepted()).toBe(true);
    }
    expect(givenBack).toBeGreaterThan(whole.calls.length / 2);
    expect(takenUp).toBe(givenBack);
  });

  it('before it has done anything with a run gives it back untouched', async () => {
    const { world, calls } = await createWorld(id);
    const leaving = createWorker(world, 'leaving');
    const runId = await world.start();
    const sync = world.clock.sync.bind(world.clock);
    let stopping: Promise<void> | undefined;
    jest.spyOn(world.clock, 'sync').mockImplementation(async () => {
      // It is told to leave while its claim is on the way.
      stopping ??= leaving.stop(GRACE_MS);
      return sync();
    });
    await leaving.tick();
    await stopping;
    expect((await world.load(runId)).run.state).toBe('queued');
    expect(calls).toEqual([]);
    await world.work(createWorker(world, 'successor'));
    expect(calls).not.toEqual([]);
  });

  it('keeps the lease of a call that hangs until the call’s deadline, and begins no other call', async () => {
    const { world, calls } = await createWorld(id);
    const leaving = createWorker(world, 'leaving');
    const successor = createWorker(world, 'successor');
    const hang = createHang();
    const describe = world.store.describe.bind(world.store);
    jest.spyOn(world.store, 'describe').mockImplementationOnce(async place => {
      hang.begin();
      await hang.free;
      return describe(place);
    });
    const runId = await world.start();
    const { at } = world.clock;
    await leaving.tick();
    await hang.begun;
    expect((await world.load(runId)).run.nextAt).toBe(at + LEASE_MS);
    await leaving.stop(0);
    expect((await world.load(runId)).run).toMatchObject({
      state: 'running',
      nextAt: at + DEADLINE_MS,
    });
    world.clock.at = at + DEADLINE_MS - 1;
    await successor.tick();
    expect((await world.load(runId)).run.epoch).toBe(1);

    const made = calls.length;
    hang.letGo();
    await leaving.idle();
    expect(calls).toHaveLength(made);
    world.clock.at = at + DEADLINE_MS;
    await world.work(successor);
    expect((await world.load(runId)).run.epoch).toBe(2);
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('is seen by people while it lives, and not counted on any more', async () => {
    const { world } = await createWorld(id);
    const runId = await world.start();
    const leaving = createWorker(world, 'leaving');
    const cause = async () => (await world.service.getRun(runId)).turn.cause;
    expect(await cause()).toContain('0 workers were seen');
    jest.spyOn(world.ledger, 'claimRuns').mockResolvedValueOnce([]);
    await leaving.tick();
    expect(await cause()).toContain('1 worker was seen');
    await leaving.stop(0);
    expect(await cause()).toContain('0 workers were seen');
  });

  it('hands over its own runs alone, and once', async () => {
    const { world } = await createWorld(id);
    const leaving = createWorker(world, 'leaving');
    const staying = createWorker(world, 'staying');
    const hang = createHang();
    const describe = world.store.describe.bind(world.store);
    jest.spyOn(world.store, 'describe').mockImplementationOnce(async place => {
      hang.begin();
      await hang.free;
      return describe(place);
    });
    const runId = await world.start();
    await staying.tick();
    await hang.begun;
    const before = await world.load(runId);
    await Promise.all([leaving.stop(0), leaving.stop(0)]);
    await leaving.stop(GRACE_MS);
    await leaving.tick();
    expect(await world.load(runId)).toEqual(before);
    hang.letGo();
    await staying.idle();
    expect((await world.load(runId)).run.epoch).toBe(1);
  });
});

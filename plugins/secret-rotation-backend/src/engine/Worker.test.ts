import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import { openLedger, seedRun, seedSecret } from '../__testUtils__/ledgerRows';
import { ManualTimers } from '../__testUtils__/ManualTimers';
import { ManualClock } from '../__testUtils__/ManualClock';
import type { Ledger } from '../ledger/Ledger';
import type { RunRow } from '../ledger/rows';
import { Worker, type WorkerOptions } from './Worker';

jest.setTimeout(60_000);

const databases = TestDatabases.create();

/** A promise that a test settles. */
function createSignal() {
  let resolve = () => {};
  const promise = new Promise<void>(settle => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function eventually(
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It did not come to that');
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

async function finish(ledger: Ledger, run: RunRow): Promise<void> {
  await ledger.commitRun({ runId: run.id, epoch: run.epoch }, () => ({
    run: { state: 'succeeded', nextAt: undefined, closedAt: 1 },
    steps: [],
    consumers: [],
    versions: [],
    audit: [],
  }));
}

describe.each(databases.eachSupportedId())('a worker on %s', id => {
  const workers: Worker[] = [];
  const hangs = createSignal();
  afterAll(() => hangs.resolve());
  afterEach(() => Promise.all(workers.splice(0).map(worker => worker.stop(0))));

  async function createWorld(
    databaseId: TestDatabaseId,
    runs: number,
    part: Partial<WorkerOptions> = {},
  ) {
    const ledger = await openLedger(await databases.init(databaseId));
    const clock = new ManualClock();
    const timers = new ManualTimers();
    const now = clock.at;
    const renewals = jest.spyOn(ledger, 'renewLeases');
    const ids: number[] = [];
    for (let index = 0; index < runs; index += 1) {
      const secret = await seedSecret(ledger.knex, `s-${index}`);
      ids.push((await seedRun(ledger, secret, { now: now - runs + index })).id);
    }
    const lines: string[] = [];
    const create = (name: string, advance: WorkerOptions['advance']) => {
      const worker = new Worker({
        ledger,
        clock,
        logger: mockServices.logger.mock({
          error: line => lines.push(String(line)),
        }),
        name,
        leaseMs: 300,
        concurrency: 2,
        labels: [],
        patienceMs: 600,
        deadlineMs: 150,
        timers,
        advance,
        ...part,
      });
      workers.push(worker);
      return worker;
    };
    const read = async (runId: number) => (await ledger.loadRun(runId))?.run;
    /** Lets time pass, for the process and for the ledger; what was renewed meanwhile is on record. */
    const pass = async (ms: number) => {
      clock.at += ms;
      timers.pass(ms);
      await Promise.all(renewals.mock.results.map(({ value }) => value));
    };
    return { ledger, clock, ids, create, read, pass, lines };
  }

  it('goes on with other runs while one hangs, and lets the hung one go', async () => {
    const world = await createWorld(id, 4);
    const [hung] = world.ids;
    const done: number[] = [];
    const worker = world.create('one', async run => {
      if (run.id === hung) return hangs.promise;
      await finish(world.ledger, run);
      done.push(run.id);
      return undefined;
    });
    await eventually(async () => {
      await worker.tick();
      return done.length === 3;
    });
    const other = world.create('two', run => finish(world.ledger, run));
    // Its lease is renewed at first, and not any more once its patience is over.
    for (let beats = 0; beats < 5; beats += 1) await world.pass(100);
    await other.tick();
    expect((await world.read(hung))?.worker).toBe('one');
    for (let beats = 0; beats < 5; beats += 1) await world.pass(100);
    await other.tick();
    await other.idle();
    expect(await world.read(hung)).toMatchObject({
      state: 'succeeded',
      worker: 'two',
    });
  });

  it('keeps a slow run that makes progress', async () => {
    const world = await createWorld(id, 1);
    const [runId] = world.ids;
    const ended = createSignal();
    const worker = world.create('one', async run => {
      await ended.promise;
      await finish(world.ledger, run);
    });
    const rival = jest.fn(async () => {});
    const other = world.create('two', rival);
    await worker.tick();
    // Many times the lease and the patience.
    for (let turns = 0; turns < 30; turns += 1) {
      await world.pass(50);
      worker.touch(runId, 1);
      await other.tick();
    }
    expect(rival).not.toHaveBeenCalled();
    ended.resolve();
    await worker.idle();
    expect(await world.read(runId)).toMatchObject({
      state: 'succeeded',
      worker: 'one',
      epoch: 1,
    });
  });

  it('goes on renewing a run that it took up again while its first try still hung', async () => {
    const world = await createWorld(id, 1);
    const [runId] = world.ids;
    const firstTry = createSignal();
    const second = createSignal();
    const worker = world.create('one', run =>
      run.epoch === 1 ? firstTry.promise : second.promise,
    );
    await worker.tick();
    for (let beats = 0; beats < 10; beats += 1) await world.pass(100);
    await worker.tick();
    const read = async () => world.read(runId);
    expect((await read())?.epoch).toBe(2);
    const before = (await read())?.nextAt ?? 0;
    firstTry.resolve();
    await firstTry.promise;
    for (let turns = 0; turns < 10; turns += 1) {
      await world.pass(100);
      worker.touch(runId, 2);
    }
    expect((await read())?.nextAt).toBeGreaterThanOrEqual(before + 900);
    second.resolve();
    await worker.idle();
    expect((await read())?.epoch).toBe(2);
  });

  it('claims no more than it can carry, and nothing once it is told to stop', async () => {
    const world = await createWorld(id, 3);
    const release = createSignal();
    const started: number[] = [];
    const worker = world.create('one', async run => {
      started.push(run.id);
      await release.promise;
      await finish(world.ledger, run);
    });
    await Promise.all([worker.tick(), worker.tick(), worker.tick()]);
    expect(started).toHaveLength(2);
    const stopping = worker.stop(10_000);
    await worker.tick();
    release.resolve();
    await stopping;
    expect(started).toHaveLength(2);
    for (const runId of started)
      expect((await world.read(runId))?.state).toBe('succeeded');
  });

  it('that stops lets the leases of what does not end in time run out, for another worker', async () => {
    const world = await createWorld(id, 1);
    const worker = world.create('one', () => hangs.promise);
    await worker.tick();
    const stopping = worker.stop(20);
    let isStopped = false;
    stopping.then(() => {
      isStopped = true;
    });
    await eventually(async () => {
      await world.pass(10);
      return isStopped;
    });
    const other = world.create('two', run => finish(world.ledger, run));
    // Not before the deadline of the call that it left behind.
    await other.tick();
    expect((await world.read(world.ids[0]))?.worker).toBe('one');
    await world.pass(150);
    await other.tick();
    await other.idle();
    expect(await world.read(world.ids[0])).toMatchObject({ worker: 'two' });
  });

  it('gives a run back soon when the ledger fails, and logs no text of the error', async () => {
    const world = await createWorld(id, 1, { leaseMs: 30_000 });
    let tries = 0;
    const worker = world.create('one', async run => {
      tries += 1;
      if (tries === 1) throw new Error('password hunter2 in a statement');
      await finish(world.ledger, run);
    });
    await worker.tick();
    await worker.idle();
    expect(world.lines.join()).toContain('the ledger failed (Error)');
    expect(world.lines.join()).not.toContain('hunter2');
    await world.pass(1000);
    await worker.tick();
    await worker.idle();
    expect((await world.read(world.ids[0]))?.state).toBe('succeeded');
  });
});

import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import { openLedger, seedRun, seedSecret } from '../__testUtils__/ledgerRows';
import { ManualClock } from '../__testUtils__/RotationWorld';
import { DatabaseClock } from '../ledger/DatabaseClock';
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
    const clock = part.clock ?? new DatabaseClock(ledger.knex);
    const now = await clock.sync();
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
        advance,
        ...part,
      });
      workers.push(worker);
      return worker;
    };
    const read = async (runId: number) => (await ledger.loadRun(runId))?.run;
    return { ledger, clock, ids, create, read, lines };
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
    // Its lease was renewed at first, and not any more once its patience was over.
    const other = world.create('two', run => finish(world.ledger, run));
    await eventually(async () => {
      await other.tick();
      return (await world.read(hung))?.state === 'succeeded';
    });
    expect((await world.read(hung))?.worker).toBe('two');
  });

  it('keeps a slow run that makes progress', async () => {
    const world = await createWorld(id, 1);
    const ended = createSignal();
    const worker = world.create('one', async run => {
      const until = Date.now() + 1500;
      while (Date.now() < until) {
        await new Promise(resolve => setTimeout(resolve, 50));
        worker.touch(run.id, run.epoch);
      }
      await finish(world.ledger, run);
      ended.resolve();
    });
    const rival = jest.fn(async () => {});
    const other = world.create('two', rival);
    await worker.tick();
    const polling = setInterval(() => other.tick().catch(() => undefined), 50);
    await ended.promise;
    clearInterval(polling);
    expect(rival).not.toHaveBeenCalled();
    expect(await world.read(world.ids[0])).toMatchObject({
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
    await eventually(async () => {
      await worker.tick();
      return (await world.read(runId))?.epoch === 2;
    });
    firstTry.resolve();
    await firstTry.promise;
    const renewed = async () => (await world.read(runId))?.nextAt ?? 0;
    const before = await renewed();
    const touching = setInterval(() => worker.touch(runId, 2), 50);
    await eventually(async () => (await renewed()) > before + 300);
    clearInterval(touching);
    second.resolve();
    expect((await world.read(runId))?.epoch).toBe(2);
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
    await worker.stop(20);
    const other = world.create('two', run => finish(world.ledger, run));
    await eventually(async () => {
      await other.tick();
      return (await world.read(world.ids[0]))?.state === 'succeeded';
    });
    expect(await world.read(world.ids[0])).toMatchObject({ worker: 'two' });
  });

  it('gives a run back soon when the ledger fails, and logs no text of the error', async () => {
    const clock = new ManualClock();
    const world = await createWorld(id, 1, { clock, leaseMs: 30_000 });
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
    clock.at += 1000;
    await worker.tick();
    await worker.idle();
    expect((await world.read(world.ids[0]))?.state).toBe('succeeded');
  });
});

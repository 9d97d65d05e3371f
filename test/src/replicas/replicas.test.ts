import { resolve } from 'node:path';
import {
  beginCount,
  EffectTable,
  rotations,
  type Outcome,
} from './EffectTable';
import { eventually } from './world/eventually';
import type { Replica } from './world/Replica';
import { ReplicaWorld } from './world/ReplicaWorld';
import { PAYMENTS, REPORTS, type WorldSecret } from './world/secrets';

jest.setTimeout(240_000);

const table = new EffectTable();
let world: ReplicaWorld;
beforeAll(async () => {
  world = await ReplicaWorld.start();
});
afterEach(() => world.stopReplicas());
afterAll(async () => {
  await world?.stop();
  table.print();
});

function start({ api }: Replica, { name }: WorldSecret, reason = 'A test') {
  return api.startRun({ namespace: 'default', name }, { reason });
}

async function expectRotations(
  happened: () => Promise<Outcome>,
  promise: string,
  count: number,
): Promise<void> {
  const expected = rotations(count);
  expect(table.note(promise, expected, await happened())).toEqual(expected);
}

it.each([2, 4])(
  '%i replicas: 20 simultaneous starts make one run, and 19 answers are 409',
  async count => {
    const replicas = await world.startReplicas(count);
    const before = await world.ledger.newestRun();
    const happened = await beginCount(world, PAYMENTS);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        start(replicas[index % count], PAYMENTS, `Start ${index}`).then(
          run => run.id,
          error => `status ${Object(error).status}`,
        ),
      ),
    );
    const runs = await world.ledger.runsSince(PAYMENTS, before);
    expect(runs).toHaveLength(1);
    expect(answers.filter(answer => answer === 'status 409')).toHaveLength(19);
    expect(answers).toContain(runs[0].id);
    expect((await world.closed(PAYMENTS, runs[0].id)).state).toBe('succeeded');
    await expectRotations(happened, `20 starts, ${count} replicas`, 1);
  },
);

it('a scheduler tick that runs on two replicas at once makes one run', async () => {
  const replicas = await world.startReplicas(2);
  for (let round = 1; round <= 2; round += 1) {
    const before = await world.ledger.newestRun();
    const happened = await beginCount(world, PAYMENTS);
    await world.ledger.doubled(PAYMENTS, () =>
      Promise.all(replicas.map(replica => replica.trigger('dispatch'))),
    );
    const [run, ...others] = await world.ledger.runsSince(PAYMENTS, before);
    expect(others).toEqual([]);
    expect((await world.closed(PAYMENTS, run.id)).state).toBe('succeeded');
    await expectRotations(happened, `Doubled tick, round ${round}`, 1);
  }
});

it('a hung effect holds up only itself, on the replica that hangs', async () => {
  const [replica] = await world.startReplicas(1);
  const [payments, reports] = [
    await beginCount(world, PAYMENTS),
    await beginCount(world, REPORTS),
  ];
  const caught = world.lineTo(REPORTS).holdRequest(isAlter);
  const hung = await start(replica, REPORTS);
  await caught;
  world.lineTo(REPORTS).hold();
  const run = await start(replica, PAYMENTS);
  expect((await world.closed(PAYMENTS, run.id)).state).toBe('succeeded');
  await expectRotations(payments, 'Beside a hung effect', 1);
  expect((await reports()).effects).toEqual([]);
  const [still] = await world.ledger.runsSince(REPORTS, hung.id - 1);
  expect(still).toMatchObject({ isClosed: false, step: 'activate' });
  world.lineTo(REPORTS).refuse();
  world.lineTo(REPORTS).pass();
  expect((await world.closed(REPORTS, hung.id)).state).toBe('succeeded');
  await expectRotations(reports, 'The hung effect, later', 1);
});

it('a run that needs a label waits, and says for whom, until a replica carries it', async () => {
  const [plain] = await world.startReplicas(1, { labels: [] });
  const happened = await beginCount(world, REPORTS);
  const run = await start(plain, REPORTS);
  const other = await start(plain, PAYMENTS);
  expect((await world.closed(PAYMENTS, other.id)).state).toBe('succeeded');
  expect(await plain.api.getRun(run.id)).toMatchObject({
    state: 'queued',
    turn: {
      who: 'keyturn',
      cause: expect.stringContaining('waits for a worker labelled dmz'),
    },
  });
  const [labelled] = await world.startReplicas(1, { labels: ['dmz'] });
  expect(await world.closed(REPORTS, run.id)).toMatchObject({
    state: 'succeeded',
    pid: labelled.pid,
  });
  await expectRotations(happened, 'A labelled worker', 1);
});

it('an old replica leaves a run of a newer workflow to the newer replica', async () => {
  const [old] = await world.startReplicas(1);
  const [newer] = await world.startReplicas(1, {
    env: {
      NODE_OPTIONS: `--require ${resolve(__dirname, 'newerWorkflow.cjs')}`,
    },
  });
  const happened = await beginCount(world, PAYMENTS);
  const run = await start(newer, PAYMENTS);
  await eventually('the newer replica has it', async () => {
    const [facts] = await world.ledger.runsSince(PAYMENTS, run.id - 1);
    return facts.pid === newer.pid;
  });
  newer.process.send('SIGSTOP');
  const [stopped] = await world.ledger.runsSince(PAYMENTS, run.id - 1);
  // The old one is well and claims what it knows, long after the lease has ended.
  for (let round = 0; round < 2; round += 1) {
    const known = await start(old, REPORTS);
    expect((await world.closed(REPORTS, known.id)).pid).toBe(old.pid);
  }
  expect(await world.ledger.isOverdue(run.id)).toBe(true);
  expect(await world.ledger.runsSince(PAYMENTS, run.id - 1)).toEqual([stopped]);
  newer.process.send('SIGCONT');
  expect(await world.closed(PAYMENTS, run.id)).toMatchObject({
    state: 'succeeded',
    pid: newer.pid,
  });
  await expectRotations(happened, 'A newer workflow', 1);
});

it('a rolling restart loses and repeats nothing, and waits for no lease', async () => {
  const leaseSeconds = 60;
  await world.startReplicas(2, { leaseSeconds });
  const happened = await beginCount(world, PAYMENTS);
  const handOvers: number[] = [];
  for (let rotation = 1; rotation <= 2; rotation += 1) {
    const run = await start(world.replicas[0], PAYMENTS);
    for (let restart = 1; restart <= 2; restart += 1) {
      const leaving = await world.ownerOf(PAYMENTS, run.id);
      const [{ isClosed }] = await world.ledger.runsSince(PAYMENTS, run.id - 1);
      await world.stopReplicas([leaving]);
      if (!isClosed) handOvers.push(await secondsToTakeOver(run.id, leaving));
      await world.startReplicas(1, { leaseSeconds });
    }
    expect((await world.closed(PAYMENTS, run.id)).state).toBe('succeeded');
  }
  await expectRotations(happened, 'Rolling restart, 4 restarts', 2);
  expect(handOvers.length).toBeGreaterThan(0);
  expect(Math.max(...handOvers)).toBeLessThan(leaseSeconds / 3);
});

/** How long it takes until somebody else goes on with a run. */
async function secondsToTakeOver(
  runId: number,
  from: Replica,
): Promise<number> {
  const goneAt = performance.now();
  await eventually('somebody else goes on', async () => {
    const [run] = await world.ledger.runsSince(PAYMENTS, runId - 1);
    return run.isClosed || run.pid !== from.pid;
  });
  return (performance.now() - goneAt) / 1000;
}

function isAlter(request: Buffer): boolean {
  return request.includes('ALTER ROLE');
}

import { runLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  beginCount,
  EffectTable,
  rotations,
  type Outcome,
} from './EffectTable';
import { eventually } from './world/eventually';
import type { RunFacts } from './world/LedgerView';
import type { Replica } from './world/Replica';
import { ReplicaWorld } from './world/ReplicaWorld';
import { PAYMENTS } from './world/secrets';

jest.setTimeout(180_000);

const SECRET = { namespace: 'default', name: PAYMENTS.name };

/** What a worker was about to do when it was stopped, and what shows that request on its line. */
const EFFECTS = {
  activate: {
    failpoint: 'forward.activate/before:effect:rotator.activate',
    isRequest: (request: Buffer) => request.includes('ALTER ROLE'),
  },
  promote: {
    failpoint: 'forward.promote/before:effect:store.promote',
    isRequest: (request: Buffer) =>
      /^(POST|PUT) \/v1\/secret\/data\/payments\//.test(
        request.toString('latin1'),
      ),
  },
};

type Effect = keyof typeof EFFECTS;
/** Stopped before the call, or with the request sent and kept by the network. */
type Moment = 'decided' | 'sent';
/** What closed while it was stopped. */
type Meanwhile = 'its run' | 'the next run too' | 'a rollback of its run';

const CASES: Array<[Effect, Moment, Meanwhile]> = (
  ['activate', 'promote'] as const
).flatMap(effect =>
  (['decided', 'sent'] as const).flatMap(moment =>
    (['its run', 'the next run too', 'a rollback of its run'] as const).map(
      (meanwhile): [Effect, Moment, Meanwhile] => [effect, moment, meanwhile],
    ),
  ),
);

const table = new EffectTable();
/** How long after it was continued a stopped worker asked the target or the store, in ms. */
const lateness: number[] = [];
let world: ReplicaWorld;
beforeAll(async () => {
  world = await ReplicaWorld.start();
  await world.startReplicas(2, { leaseSeconds: 3 });
}, 120_000);
afterAll(async () => {
  await world?.stop();
  table.print();
  process.stdout.write(
    `A continued worker asked the target or the store at most ${Math.max(
      ...lateness,
    ).toFixed(0)} ms later (${lateness.length} times)\n`,
  );
});

function start(replica: Replica) {
  return replica.api.startRun(SECRET, { reason: 'A test' });
}

/** Starts a run and has its worker stopped just before the effect. */
async function stall(effect: Effect, moment: Moment) {
  const { failpoint, isRequest } = EFFECTS[effect];
  if (moment === 'decided') {
    world.arm(failpoint);
    const run = await start(world.replicas[0]);
    const worker = await eventually('a worker has stopped', () =>
      world.replicas.find(replica => replica.isStopped),
    );
    return { run, worker, deliver: async () => undefined };
  }
  const line =
    effect === 'activate' ? world.lineTo(PAYMENTS) : world.peers.storeLine;
  const caught = line.holdRequest(isRequest);
  const run = await start(world.replicas[0]);
  const held = await caught;
  const worker = await world.ownerOf(PAYMENTS, run.id);
  worker.process.send('SIGSTOP');
  return { run, worker, deliver: () => held.release() };
}

/** Resolves when a worker that was stopped before the effect has asked for it. */
async function asked(
  effect: Effect,
  runId: number,
  mark: number,
): Promise<void> {
  if (effect === 'activate') {
    await eventually(
      'it asks the target',
      () => world.target.attempts(mark) > 0,
    );
    return;
  }
  // Where the run staged its value nobody else looks.
  const request = await world.peers.storeLine.holdRequest(sent =>
    sent.includes(`/${runLabel(runId)} `),
  );
  await request.release();
}

const STATES: Record<Meanwhile, string[]> = {
  'its run': ['succeeded'],
  'the next run too': ['succeeded', 'succeeded'],
  'a rollback of its run': ['rolled-back'],
};

/** What the runs that close meanwhile are made of. */
function outcomeOf(effect: Effect, meanwhile: Meanwhile): Outcome {
  if (meanwhile !== 'a rollback of its run')
    return rotations(STATES[meanwhile].length);
  // The way back writes the old version anew and shuts the new login out, which activate had let in or not.
  return {
    effects: effect === 'activate' ? ['revoked'] : ['activated', 'revoked'],
    versions: 1,
    failedQueries: 0,
  };
}

/** Has the successor close what is to close while the other one is stopped. */
async function endMeanwhile(
  meanwhile: Meanwhile,
  runId: number,
  successor: Replica,
): Promise<RunFacts[]> {
  if (meanwhile === 'a rollback of its run')
    await successor.api.rollbackRun(runId, 'A test');
  const end = await world.closed(PAYMENTS, runId);
  if (meanwhile !== 'the next run too') return [end];
  const next = await start(successor);
  return [end, await world.closed(PAYMENTS, next.id)];
}

it.each(CASES)(
  'a worker stopped before it could %s (%s) changes nothing when %s has closed meanwhile',
  async (effect, moment, meanwhile) => {
    const happened = await beginCount(world, PAYMENTS);
    const { run, worker, deliver } = await stall(effect, moment);
    const successor = world.replicas.find(replica => replica !== worker);
    if (!successor) throw new Error('There is nobody to take over');
    const ends = await endMeanwhile(meanwhile, run.id, successor);
    expect(ends.map(({ state }) => state)).toEqual(STATES[meanwhile]);
    expect(ends.map(({ pid }) => pid)).toEqual(ends.map(() => successor.pid));
    const name = `${effect} ${moment}, ${meanwhile}`;
    const expected = outcomeOf(effect, meanwhile);
    expect(table.note(`Takeover: ${name}`, expected, await happened())).toEqual(
      expected,
    );

    const [ledger, store] = [
      await world.ledger.picture(),
      await world.storeVersions(PAYMENTS),
    ];
    const late = await beginCount(world, PAYMENTS);
    const [mark, logged] = [world.target.mark(), worker.log.length];
    const answered = deliver();
    const asks = moment === 'decided' ? asked(effect, run.id, mark) : undefined;
    const continuedAt = performance.now();
    worker.process.send('SIGCONT');
    if (asks) {
      await asks;
      lateness.push(performance.now() - continuedAt);
    }
    await eventually('it sees that it has lost the run', () =>
      worker.log.slice(logged).includes('is owned by another worker now'),
    );
    // What was on its way has had its effect by now, or has none.
    await answered;
    expect(
      table.note(`Continued: ${name}`, rotations(0), await late()),
    ).toEqual(rotations(0));
    expect(await world.storeVersions(PAYMENTS)).toEqual(store);
    expect(await world.ledger.picture()).toBe(ledger);
  },
);

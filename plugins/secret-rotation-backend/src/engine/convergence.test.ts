import { TestDatabases } from '@backstage/backend-test-utils';
import { RotationWorld } from '../__testUtils__/RotationWorld';
import { pruneRuns } from '../ledger/operations/pruneHistory';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const SECRET = { namespace: 'default', name: 'payments-db-login' };
const databases = TestDatabases.create();

/** Notes when a version became current, and when each consumer was first seen on it. */
function watch(world: RotationWorld) {
  let promotedAt = NaN;
  const firstSeen = new Map<string, number>();
  const promote = world.store.promote.bind(world.store);
  jest.spyOn(world.store, 'promote').mockImplementation(async (...input) => {
    const id = await promote(...input);
    promotedAt = world.clock.at;
    firstSeen.clear();
    return id;
  });
  const observe = world.consumers.observe.bind(world.consumers);
  jest.spyOn(world.consumers, 'observe').mockImplementation(async input => {
    const { name } = input.consumer;
    const { version } = world.consumers.service(name, input.path);
    const isNew = version === world.store.currentOf(input.path)?.id;
    if (promotedAt <= world.clock.at && isNew && !firstSeen.has(name))
      firstSeen.set(name, world.clock.at);
    return observe(input);
  });
  return () => ({
    seconds: (Math.max(...firstSeen.values()) - promotedAt) / 1000,
    seen: [...firstSeen.keys()].sort(),
  });
}

describe.each(databases.eachSupportedId())('convergence on %s', id => {
  it('lasts from promote to the first look at which the slowest consumer attested, not to the end of the overlap', async () => {
    const world = await RotationWorld.create(databases, id, {
      consumers: ['checkout', 'ledger'],
      policy: { overlapMs: 3600_000 },
    });
    const watched = watch(world);
    const ledger = world.consumers.service('ledger', world.path);
    ledger.isDeaf = true;
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'verify');
    expect(await world.service.getRun(runId)).not.toHaveProperty(
      'convergenceSeconds',
      expect.anything(),
    );
    ledger.isDeaf = false;
    const { run } = await world.drain(runId);
    expect(run.state).toBe('succeeded');
    const { seconds, seen } = watched();
    expect(seen).toEqual(['checkout', 'ledger']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(3600);
    expect(await world.service.getRun(runId)).toMatchObject({
      convergenceSeconds: seconds,
    });
    expect((await world.service.getSecret(SECRET)).convergence).toEqual({
      p50Seconds: seconds,
      p95Seconds: seconds,
      rotations: 1,
    });
  });

  it('is summed up over the rotations that housekeeping has left', async () => {
    const world = await RotationWorld.create(databases, id);
    const measured: number[] = [];
    for (const overlapMs of [0, 1]) {
      const { run } = await world.drain(await world.start());
      measured.push(run.convergenceMs ?? NaN);
      world.clock.at += 3600_000 + overlapMs;
    }
    const [first, second] = measured.map(ms => ms / 1000);
    expect((await world.service.getSecret(SECRET)).convergence).toEqual({
      p50Seconds: Math.min(first, second),
      p95Seconds: Math.max(first, second),
      rotations: 2,
    });
    const before = world.clock.at + 1;
    expect(await pruneRuns(world.ledger.knex, { before, limit: 10 })).toBe(1);
    expect((await world.service.getSecret(SECRET)).convergence).toEqual({
      p50Seconds: second,
      p95Seconds: second,
      rotations: 1,
    });
  });

  it('is none of a rollback, also of one that began after it was measured', async () => {
    const world = await RotationWorld.create(databases, id);
    world.crash.armed = 'after:step:verify';
    const runId = await world.start();
    const verified = () => world.drain(runId, () => world.crash.hits > 0);
    await verified();
    await world.service.rollbackRun(runId, ANA, 'changed our mind');
    const { run } = await world.drain(runId);
    expect(run.state).toBe('rolled-back');
    expect(run).not.toHaveProperty('convergenceMs');
    expect((await world.service.getSecret(SECRET)).convergence).toBeUndefined();
  });

  it('is none where nobody uses the secret', async () => {
    const world = await RotationWorld.create(databases, id, { consumers: [] });
    const runId = await world.start();
    await world.drain(runId);
    const nobody = { reason: 'it was shut down', consumers: [] };
    await world.service.releaseRun(runId, ANA, nobody);
    const { run } = await world.drain(runId);
    expect(run.state).toBe('succeeded');
    expect(run).not.toHaveProperty('convergenceMs');
  });

  it('is none of a version that somebody else made and the run adopted', async () => {
    const world = await RotationWorld.create(databases, id);
    world.crash.armed = 'before:effect:store.promote';
    const runId = await world.start();
    await world.drain(runId, () => world.crash.hits > 0);
    world.target.passwords.set('payments_a', 'foreign-password');
    world.store.put(world.path, world.foreign);
    expect((await world.drain(runId)).run.turn?.about).toBe('drift');
    await world.service.adoptRun(runId, ANA, 'it is ours');
    const { run } = await world.drain(runId);
    expect(run.state).toBe('succeeded');
    expect(run).not.toHaveProperty('convergenceMs');
  });
});

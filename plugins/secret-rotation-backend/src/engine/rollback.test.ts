import { TestDatabases } from '@backstage/backend-test-utils';
import { STORE_STYLES } from '../__testUtils__/InMemoryStore';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(240_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const FROM = ['activate', 'promote', 'reload', 'monitor', 'verify'] as const;
const databases = TestDatabases.create();

/** Watches at every place that the engine passes that the store's current version is accepted. */
function watchCurrent(world: RotationWorld): string[] {
  const broken: string[] = [];
  world.crash.watch = (name, at) => {
    if (!world.currentIsAccepted()) broken.push(`${at}/${name}`);
  };
  return broken;
}

/** A run whose worker has just ended in a step, with what the step did in place. */
async function runAt(
  world: RotationWorld,
  step: (typeof FROM)[number],
): Promise<number> {
  world.crash.armed = `after:step:${step}`;
  const runId = await world.start();
  await world.drain(runId, () => world.crash.hits > 0);
  expect((await world.load(runId)).run).toMatchObject({ direction: 'forward' });
  return runId;
}

async function expectRolledBack(
  world: RotationWorld,
  runId: number,
): Promise<void> {
  const { run, versions, secret } = await world.drain(runId);
  expect(run).toMatchObject({ state: 'rolled-back', direction: 'rollback' });
  expect([...world.target.passwords.keys()]).toEqual(['payments_a']);
  expect(world.store.currentOf(world.path)?.value.equals(world.original)).toBe(
    true,
  );
  expect(world.store.stagedOf(world.path)).toBe(0);
  expect(secret.currentVersion).toBe(1);
  expect(versions.map(version => version.state)).toEqual([
    'current',
    'destroyed',
  ]);
}

describe.each(databases.eachSupportedId())('a rollback on %s', id => {
  it.each(FROM)(
    'asked by a person at %s ends with the old version current and the new one refused; current is accepted at every instant',
    async step => {
      const world = await RotationWorld.create(databases, id);
      const broken = watchCurrent(world);
      const runId = await runAt(world, step);
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      await expectRolledBack(world, runId);
      expect(broken).toEqual([]);
    },
  );

  // At activate every consumer still uses the old version, so there is nobody to be deaf.
  it.each(FROM.filter(step => step !== 'activate'))(
    'from %s is blocked with both valid by a deaf consumer, and goes on when it hears',
    async step => {
      const world = await RotationWorld.create(databases, id);
      const broken = watchCurrent(world);
      const checkout = world.consumers.service('checkout', world.path);
      const runId = await runAt(world, step);
      // It restarts with what is current and then hears nothing more.
      checkout.version = world.store.currentOf(world.path)?.id;
      checkout.isDeaf = true;
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'blocked', direction: 'rollback' });
      expect([...world.target.passwords.keys()].sort()).toEqual([
        'payments_a',
        'payments_b',
      ]);
      checkout.isDeaf = false;
      await world.service.recheckRun(runId, ANA, 'it hears again');
      await expectRolledBack(world, runId);
      expect(broken).toEqual([]);
    },
  );

  it('by policy follows a consumer that stays ill with the new version, without a person', async () => {
    const world = await RotationWorld.create(databases, id, {
      policy: { onUnhealthy: 'rollback' },
    });
    const broken = watchCurrent(world);
    const checkout = world.consumers.service('checkout', world.path);
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'monitor');
    checkout.health = 'ill';
    await world.drain(runId, ({ run }) => run.direction === 'rollback');
    checkout.health = 'healthy';
    await expectRolledBack(world, runId);
    expect(broken).toEqual([]);
    const { items } = await world.service.listRunEvents(runId, {});
    expect(items.find(it => it.action === 'step.turn-back')).toMatchObject({
      actor: { kind: 'keyturn' },
    });
  });

  it('by policy is not taken by a repair: there is nothing that works to go back to', async () => {
    const world = await RotationWorld.create(databases, id, {
      policy: { onUnhealthy: 'rollback' },
    });
    world.target.passwords.delete('payments_a');
    const checkout = world.consumers.service('checkout', world.path);
    const runId = await world.start('repair');
    await world.drain(runId, ({ run }) => run.step === 'monitor');
    checkout.health = 'ill';
    const { run } = await world.drain(runId);
    expect(run).toMatchObject({
      state: 'blocked',
      direction: 'forward',
      step: 'monitor',
    });
    expect(world.currentIsAccepted()).toBe(true);
  });
});

// What a kill leaves is the engine's matter, and the same on every database: one is enough for so many worlds.
describe('a rollback', () => {
  const id = 'SQLITE_3';

  it.each(STORE_STYLES)(
    'survives a kill at every place that it passes, in a store that %s',
    async storeStyle => {
      const quiet = await RotationWorld.create(databases, id, { storeStyle });
      const first = await runAt(quiet, 'verify');
      await quiet.service.rollbackRun(first, ANA, 'changed our mind');
      const places = new Map<string, number>();
      quiet.crash.watch = (name, at) => {
        if (at.startsWith('rollback.'))
          places.set(`${at}/${name}`, (places.get(`${at}/${name}`) ?? 0) + 1);
      };
      await expectRolledBack(quiet, first);
      expect(places.size).toBeGreaterThan(40);

      for (const place of places.keys()) {
        const world = await RotationWorld.create(databases, id, { storeStyle });
        const runId = await runAt(world, 'verify');
        await world.service.rollbackRun(runId, ANA, 'changed our mind');
        const broken: string[] = [];
        let kills = 0;
        world.crash.watch = (name, at) => {
          if (!world.currentIsAccepted()) broken.push(`${at}/${name}`);
          if (kills > 0 || `${at}/${name}` !== place) return;
          kills += 1;
          world.crash.armed = name;
        };
        await expectRolledBack(world, runId);
        expect({ place, kills, broken }).toEqual({
          place,
          kills: 1,
          broken: [],
        });
      }
    },
  );
});

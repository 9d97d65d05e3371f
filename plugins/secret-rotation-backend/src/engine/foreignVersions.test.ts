import { TestDatabases } from '@backstage/backend-test-utils';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { loseAnswer } from '../__testUtils__/faultyCalls';
import { loginOf } from '../__testUtils__/InMemoryTarget';
import { RotationWorld, worldsOn } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const databases = TestDatabases.create();
const worlds = worldsOn(databases);

describe.each(worlds)(
  'choices about foreign versions that follow one another, on %s, in a store that %s',
  (id, storeStyle) => {
    async function atVerify() {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      return { world, runId };
    }

    it('never give a login that consumers use another password: what was current once is not made anew', async () => {
      const { world, runId } = await atVerify();
      const inUse = world.store.currentOf(world.path)?.value;
      if (!inUse) throw new Error('Nothing is current');
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      world.store.put(world.path, loginOf('payments_a', 'never-set'));
      await world.drain(runId);
      await world.service.adoptRun(runId, ANA, 'stay with it');
      const refused = await world.drain(runId);
      expect(refused.run).toMatchObject({ state: 'blocked', step: 'promote' });
      await expect(
        world.service.retryRun(runId, ANA, 'then not'),
      ).rejects.toThrow('does not ask about a version that it could replace');
      expect(world.target.accepts(inUse)).toBe(true);
    });

    it('leave one version current when one with a foreign login is replaced', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      world.crash.armed = 'before:effect:store.promote';
      const runId = await world.start();
      await world.drain(runId, () => world.crash.hits > 0);
      world.target.passwords.set('somebody', 'their-password');
      world.store.put(world.path, loginOf('somebody', 'their-password'));
      await world.drain(runId);
      await world.service.retryRun(runId, ANA, 'it was a mistake');
      const { run, versions } = await world.drain(runId);
      expect(run.state).toBe('succeeded');
      expect(versions.filter(it => it.state === 'current')).toHaveLength(1);
    });

    it('end a rollback to a value that was written twice', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      await world.drain(await world.start());
      const value = world.store.currentOf(world.path)?.value;
      if (!value) throw new Error('Nothing is current');
      world.store.put(world.path, value);
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      const { run } = await world.drain(runId);
      expect([run.state, run.step, run.turn]).toEqual([
        'rolled-back',
        'schedule',
        undefined,
      ]);
      expect(world.target.accepts(value)).toBe(true);
    });

    it('end when the version of the run is put back over an adopted one', async () => {
      const { world, runId } = await atVerify();
      const made = world.store.currentOf(world.path)?.value;
      if (!made) throw new Error('Nothing is current');
      world.target.passwords.set('payments_a', 'foreign-password');
      world.store.put(world.path, world.foreign);
      await world.drain(runId);
      await world.service.adoptRun(runId, ANA, 'keep it');
      await world.drain(
        runId,
        ({ run }) => run.step === 'verify' && run.state === 'waiting',
      );
      world.store.put(world.path, made);
      await world.drain(runId);
      await world.service.adoptRun(runId, ANA, 'then this one');
      const { run } = await world.drain(runId);
      expect([run.state, run.step, run.turn]).toEqual([
        'succeeded',
        'schedule',
        undefined,
      ]);
      expect(world.target.accepts(made)).toBe(true);
    });

    it('do not say that the secret was rotated when its old version was adopted', async () => {
      const { world, runId } = await atVerify();
      world.store.put(world.path, world.original);
      await world.drain(runId);
      await world.service.adoptRun(runId, ANA, 'stay with it');
      const { run, secret, versions } = await world.drain(runId);
      expect(run.state).toBe('succeeded');
      const [old] = versions;
      expect(old).toMatchObject({ number: 1, state: 'current' });
      expect(secret.rotatedAt).toBe(old.createdAt);
      // It is overdue; nothing starts again on the day on which a person chose it.
      expect(secret.dispatchAt).toBeGreaterThan(world.clock.at);
    });

    it('go back a second time, over a version that was adopted meanwhile', async () => {
      const { world, runId } = await atVerify();
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      await world.drain(
        runId,
        ({ run }) => run.direction === 'rollback' && run.step === 'monitor',
      );
      const foreign = loginOf('payments_b', 'foreign-password');
      world.target.passwords.set('payments_b', 'foreign-password');
      world.store.put(world.path, foreign);
      await world.drain(runId);
      await world.service.adoptRun(runId, ANA, 'keep it');
      await world.drain(
        runId,
        ({ run }) => run.direction === 'forward' && run.step === 'monitor',
      );
      await world.service.rollbackRun(runId, ANA, 'no, back');
      const { run } = await world.drain(runId);
      expect(run.state).toBe('rolled-back');
      expect(
        world.store.currentOf(world.path)?.value.equals(world.original),
      ).toBe(true);
    });

    it('write over what stands on a restored version whose commit was lost', async () => {
      const { world, runId } = await atVerify();
      world.crash.armed = 'after:effect:store.restore';
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      await world.drain(runId, () => world.crash.hits > 0);
      world.store.put(world.path, loginOf('payments_a', 'never-set'));
      await world.drain(runId);
      await world.service.retryRun(runId, ANA, 'write over it');
      const { run } = await world.drain(runId);
      expect(run.state).toBe('rolled-back');
      expect(
        world.store.currentOf(world.path)?.value.equals(world.original),
      ).toBe(true);
    });

    it('are asked about when a rollback that never learnt of its promotion meets a foreign login', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const lost = loseAnswer(
        world,
        'store.promote',
        new UnavailableError('no answer'),
      );
      const runId = await world.start();
      await world.drain(runId, () => lost.happened);
      world.store.put(world.path, loginOf('somebody', 'their-password'));
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({
        state: 'blocked',
        direction: 'rollback',
        turn: { about: 'drift' },
      });
      await world.service.retryRun(runId, ANA, 'write over it');
      const { run: after, versions } = await world.drain(runId);
      expect(after.state).toBe('rolled-back');
      expect(
        world.store.currentOf(world.path)?.value.equals(world.original),
      ).toBe(true);
      // What was promoted unseen is cleared away too.
      expect(versions.find(it => it.number === 2)).toMatchObject({
        state: 'destroyed',
        storeIds: ['2'],
      });
    });

    it('are never gone back over by policy: what a person adopted stays until a person decides else', async () => {
      const world = await RotationWorld.create(databases, id, {
        storeStyle,
        policy: { onUnhealthy: 'rollback' },
      });
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      world.target.passwords.set('payments_a', 'foreign-password');
      world.store.put(world.path, world.foreign);
      await world.drain(runId);
      await world.service.adoptRun(runId, ANA, 'keep it');
      await world.drain(runId, ({ run }) => run.step === 'monitor');
      world.consumers.service('checkout', world.path).health = 'ill';

      const { run } = await world.drain(runId);

      expect(run).toMatchObject({
        state: 'blocked',
        direction: 'forward',
        step: 'monitor',
      });
      expect(
        world.store.currentOf(world.path)?.value.equals(world.foreign),
      ).toBe(true);
      const { turn } = await world.service.getRun(runId);
      expect(turn.choices?.map(it => it.decision)).toEqual([
        'recheck',
        'rollback',
      ]);
    });

    it('let a person stay with the new version when the target refuses the old one', async () => {
      const { world, runId } = await atVerify();
      const made = world.store.currentOf(world.path)?.value;
      if (!made) throw new Error('Nothing is current');
      world.target.passwords.set('payments_a', 'changed-by-hand');
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      await world.drain(runId);
      const { turn } = await world.service.getRun(runId);
      expect(turn.choices?.map(it => it.decision)).toEqual([
        'adopt',
        'recheck',
      ]);
      await world.service.adoptRun(runId, ANA, 'then forward');
      const { run, versions } = await world.drain(runId);
      expect(run.state).toBe('succeeded');
      expect(world.target.accepts(made)).toBe(true);
      expect(world.currentIsAccepted()).toBe(true);
      expect(versions.filter(it => it.state === 'current')).toHaveLength(1);
    });
  },
);

import { TestDatabases } from '@backstage/backend-test-utils';
import { loginOf } from '../__testUtils__/InMemoryTarget';
import { RotationWorld, worldsOn } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const databases = TestDatabases.create();
const worlds = worldsOn(databases);

/** A run that somebody else disturbed between activate and promote. */
async function drifted(
  world: RotationWorld,
  disturb: () => void,
  at = 'before:effect:store.promote',
): Promise<number> {
  world.crash.armed = at;
  const runId = await world.start();
  await world.drain(runId, () => world.crash.hits > 0);
  disturb();
  await world.drain(runId);
  return runId;
}

async function choicesOf(world: RotationWorld, runId: number) {
  const { turn } = await world.service.getRun(runId);
  return turn.choices?.map(choice => choice.decision);
}

function statesOf(versions: ReadonlyArray<{ number: number; state: string }>) {
  return Object.fromEntries(versions.map(it => [it.number, it.state]));
}

describe.each(worlds)(
  'a version that somebody else wrote, on %s, in a store that %s',
  (id, storeStyle) => {
    /** Somebody gave the old login another password and wrote it into the store. */
    const changeOldLogin = (world: RotationWorld) => () => {
      world.target.passwords.set('payments_a', 'foreign-password');
      world.store.put(world.path, world.foreign);
    };

    it('is not overwritten between stage and promote; the owner is asked, with its choices', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await drifted(world, changeOldLogin(world));
      const { turn } = await world.service.getRun(runId);
      expect(turn).toMatchObject({
        who: 'person',
        owner: 'group:default/team-payments',
        about: 'drift',
      });
      expect(await choicesOf(world, runId)).toEqual([
        'adopt',
        'retry',
        'recheck',
        'rollback',
      ]);
      expect(
        turn.choices?.every(choice => choice.consequence.length > 20),
      ).toBe(true);
      expect(
        world.store.currentOf(world.path)?.value.equals(world.foreign),
      ).toBe(true);
    });

    it('stays when it is adopted: consumers are led to it, what the run made is refused and cleared away', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await drifted(world, changeOldLogin(world));
      await world.service.adoptRun(runId, ANA, 'it was a planned change');
      const { run, versions, secret } = await world.drain(runId, () => {
        expect(world.currentIsAccepted()).toBe(true);
        return false;
      });
      expect(run.state).toBe('succeeded');
      expect(
        world.store.currentOf(world.path)?.value.equals(world.foreign),
      ).toBe(true);
      expect(world.target.accepts(world.foreign)).toBe(true);
      expect(world.target.passwords.has('payments_b')).toBe(false);
      expect(world.store.stagedOf(world.path)).toBe(0);
      expect(statesOf(versions)).toEqual({
        1: 'destroyed',
        2: 'destroyed',
        3: 'current',
      });
      expect(secret.currentVersion).toBe(3);
      expect(world.consumers.service('checkout', world.path).version).toBe(
        world.store.currentOf(world.path)?.id,
      );
    });

    it('stays when it is adopted though it took the login of the new version; the old login is refused only after every consumer left it', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const foreign = loginOf('payments_b', 'foreign-password');
      const runId = await drifted(world, () => {
        world.target.passwords.set('payments_b', 'foreign-password');
        world.store.put(world.path, foreign);
      });
      const blocked = await world.drain(runId);
      expect(blocked.run.turn?.about).toBe('drift');
      expect(await choicesOf(world, runId)).not.toContain('retry');
      world.consumers.service('checkout', world.path).isDeaf = true;
      await world.service.adoptRun(runId, ANA, 'it was a planned change');
      expect((await world.drain(runId)).run).toMatchObject({
        state: 'blocked',
        step: 'verify',
      });
      expect(world.target.accepts(world.original)).toBe(true);
      world.consumers.service('checkout', world.path).isDeaf = false;
      await world.service.recheckRun(runId, ANA, 'checkout was mended');
      const { run, versions } = await world.drain(runId);
      expect(run.state).toBe('succeeded');
      expect(world.target.accepts(foreign)).toBe(true);
      expect(world.target.accepts(world.original)).toBe(false);
      expect(statesOf(versions)).toEqual({
        1: 'destroyed',
        2: 'destroyed',
        3: 'current',
      });
    });

    it('is not taken for the run’s own because it names the same login', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await drifted(world, () => {
        world.store.put(world.path, loginOf('payments_b', 'withdrawn'));
        world.store.put(world.path, world.original);
      });
      await world.service.adoptRun(runId, ANA, 'it was put back');

      const { run, versions } = await world.drain(runId);

      expect(run.state).toBe('succeeded');
      const made = versions.find(({ account }) => account === 'payments_b');
      // Else the refusal of what the run made would be proven with somebody else's value.
      expect(made).toMatchObject({ state: 'destroyed', storeIds: [] });
    });

    it('is asked about where it first shows: when the old login is refused right after activate', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await drifted(
        world,
        changeOldLogin(world),
        'after:step:activate',
      );
      expect((await world.load(runId)).run).toMatchObject({
        step: 'activate',
        turn: { about: 'drift' },
      });
      await world.service.retryRun(runId, ANA, 'it was a mistake');
      const { run } = await world.drain(runId, () => {
        expect(world.currentIsAccepted()).toBe(true);
        return false;
      });
      expect(run.state).toBe('succeeded');
      expect(world.target.accepts(world.foreign)).toBe(false);
    });

    it('cannot be adopted while the target refuses it, or when its login is none of ours', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await drifted(world, () => {
        world.store.put(world.path, loginOf('payments_a', 'never-set'));
      });
      await world.service.adoptRun(runId, ANA, 'keep it');
      const refused = await world.drain(runId);
      expect(refused.run).toMatchObject({ state: 'blocked', step: 'promote' });
      expect(refused.run.turn).toMatchObject({
        about: 'drift',
        question: expect.stringContaining('The target refuses it'),
      });
      world.store.put(world.path, loginOf('somebody', 'foreign-password'));
      await world.service.recheckRun(runId, ANA, 'another one is there now');
      await world.drain(runId);
      await world.service.adoptRun(runId, ANA, 'keep it');
      const foreignLogin = await world.drain(runId);
      expect(foreignLogin.run.turn).toMatchObject({
        about: 'drift',
        question: expect.stringContaining('none of those'),
      });
      expect(world.target.accepts(world.original)).toBe(true);
    });

    it('is waited for, not judged, while the target does not answer', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await drifted(world, changeOldLogin(world));
      world.target.answer = 'unknown';
      await world.service.adoptRun(runId, ANA, 'keep it');
      await world.work();
      expect((await world.load(runId)).run.state).toBe('waiting');
      world.target.answer = undefined;
      expect((await world.drain(runId)).run.state).toBe('succeeded');
      expect(
        world.store.currentOf(world.path)?.value.equals(world.foreign),
      ).toBe(true);
    });

    it('is replaced on request, and goes with the old one at the end', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await drifted(world, changeOldLogin(world));
      await world.service.retryRun(runId, ANA, 'it was a mistake');
      const { run, versions } = await world.drain(runId, () => {
        expect(world.currentIsAccepted()).toBe(true);
        return false;
      });
      expect(run.state).toBe('succeeded');
      expect(world.store.currentOf(world.path)?.value.public('username')).toBe(
        'payments_b',
      );
      expect(world.target.accepts(world.foreign)).toBe(false);
      expect(statesOf(versions)).toEqual({
        1: 'destroyed',
        2: 'current',
        3: 'destroyed',
      });
    });

    it('is replaced also when the target never accepted it; the way back leads to the version that works', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await drifted(world, () => {
        world.store.put(world.path, loginOf('payments_a', 'never-set'));
      });
      await world.service.retryRun(runId, ANA, 'it was a mistake');
      await world.drain(runId, ({ run }) => run.step === 'verify');
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      const { run, versions } = await world.drain(runId);
      expect(run.state).toBe('rolled-back');
      expect(
        world.store.currentOf(world.path)?.value.equals(world.original),
      ).toBe(true);
      expect(world.target.passwords.has('payments_b')).toBe(false);
      expect(statesOf(versions)).toEqual({
        1: 'current',
        2: 'destroyed',
        3: 'destroyed',
      });
    });

    it.each(['adopt', 'retry'] as const)(
      'is asked about again when yet another one stands there at %s',
      async choice => {
        const world = await RotationWorld.create(databases, id, { storeStyle });
        const runId = await drifted(world, changeOldLogin(world));
        world.target.passwords.set('payments_a', 'yet-another');
        const another = world.store.put(
          world.path,
          loginOf('payments_a', 'yet-another'),
        );
        await world.service[`${choice}Run`](runId, ANA, 'as I saw it');
        const { run } = await world.drain(runId);
        expect(run).toMatchObject({ state: 'blocked', step: 'promote' });
        expect(run.pins.drift).toMatchObject({ version: another });
        expect(world.store.currentOf(world.path)?.id).toBe(another);
      },
    );

    it.each(['adopt', 'retry'] as const)(
      'ends the same way when the worker is killed at every commit after %s',
      async choice => {
        const world = await RotationWorld.create(databases, id, { storeStyle });
        const runId = await drifted(world, changeOldLogin(world));
        await world.service[`${choice}Run`](runId, ANA, 'decided');
        world.crash.hits = 0;
        const { run } = await world.drain(runId, ({ run: now }) => {
          expect(world.currentIsAccepted()).toBe(true);
          // Each commit is met once more after it: armed anew until the run is over.
          if (world.crash.hits < 6) world.crash.armed = 'before:commit';
          return now.closedAt !== undefined;
        });
        expect(world.crash.hits).toBeGreaterThan(3);
        expect(run.state).toBe('succeeded');
        expect(world.currentIsAccepted()).toBe(true);
        expect(world.target.passwords.size).toBe(1);
      },
    );

    it('is noticed after promote too, and nothing is refused while consumers read it', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      // Somebody puts the old value back by hand: revoking its login would be an outage.
      world.store.put(world.path, world.original);
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'blocked', step: 'verify' });
      expect(run.turn?.about).toBe('drift');
      expect(await choicesOf(world, runId)).toEqual([
        'adopt',
        'recheck',
        'rollback',
      ]);
      expect(world.currentIsAccepted()).toBe(true);
      await world.service.adoptRun(runId, ANA, 'stay with it');
      const { run: after, versions } = await world.drain(runId, () => {
        expect(world.currentIsAccepted()).toBe(true);
        return false;
      });
      expect(after.state).toBe('succeeded');
      expect(world.target.accepts(world.original)).toBe(true);
      expect(world.target.passwords.has('payments_b')).toBe(false);
      expect(
        versions.filter(version => version.state === 'current'),
      ).toHaveLength(1);
    });

    it('is not refused when it comes at the last moment before revoke', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      world.crash.armed = 'before:effect:rotator.revoke';
      const runId = await world.start();
      await world.drain(runId, () => world.crash.hits > 0);
      world.store.put(world.path, world.original);
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'blocked', step: 'revoke' });
      expect(world.currentIsAccepted()).toBe(true);
      const known = world.store.valueOf(world.path, run.pins.promoted);
      if (!known) throw new Error('What was promoted is gone');
      world.store.put(world.path, known);
      await world.service.recheckRun(runId, ANA, 'put back');
      expect((await world.drain(runId)).run.state).toBe('succeeded');
      expect(world.currentIsAccepted()).toBe(true);
    });

    /** A rollback that met somebody else's value, which the target refuses. */
    async function driftedRollback() {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      world.store.put(world.path, loginOf('payments_a', 'never-set'));
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({
        state: 'blocked',
        direction: 'rollback',
        step: 'preflight',
        turn: { about: 'drift' },
      });
      return { world, runId };
    }

    it('stops a rollback, and is written over by the old version on request', async () => {
      const { world, runId } = await driftedRollback();
      await world.service.retryRun(runId, ANA, 'write over it');
      const { run, versions } = await world.drain(runId);
      expect(run.state).toBe('rolled-back');
      expect(
        world.store.currentOf(world.path)?.value.equals(world.original),
      ).toBe(true);
      expect(statesOf(versions)).toEqual({
        1: 'current',
        2: 'destroyed',
        3: 'destroyed',
      });
    });

    it('stops a rollback, and ends it when it is adopted', async () => {
      const { world, runId } = await driftedRollback();
      const foreign = loginOf('payments_b', 'foreign-password');
      world.target.passwords.set('payments_b', 'foreign-password');
      world.store.put(world.path, foreign);
      await world.service.recheckRun(runId, ANA, 'a better one is there');
      await world.drain(runId);
      await world.service.adoptRun(runId, ANA, 'stay with it');
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'succeeded', direction: 'forward' });
      expect(world.store.currentOf(world.path)?.value.equals(foreign)).toBe(
        true,
      );
      expect(world.currentIsAccepted()).toBe(true);
      expect(world.target.accepts(world.original)).toBe(false);
    });

    it('adopted by an earlier run leaves no older version valid unseen', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      await world.drain(await world.start());
      // Between runs somebody moves to the other login by hand.
      world.target.passwords.set('payments_a', 'foreign-password');
      world.store.put(world.path, world.foreign);
      world.consumers.service('checkout', world.path).version =
        world.store.currentOf(world.path)?.id;
      const { run, versions } = await world.drain(await world.start());
      expect(run.state).toBe('succeeded');
      expect(versions.filter(({ state }) => state === 'previous')).toEqual([]);
      expect(statesOf(versions)).toMatchObject({
        2: 'destroyed',
        3: 'destroyed',
        4: 'current',
      });
      expect(world.target.passwords.size).toBe(1);
    });

    it('a decision about a drift is refused when the run does not ask about one', async () => {
      const world = await RotationWorld.create(databases, id, { storeStyle });
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      await expect(
        world.service.adoptRun(runId, ANA, 'why not'),
      ).rejects.toThrow('does not ask about a version');
      await expect(
        world.service.retryRun(runId, ANA, 'why not'),
      ).rejects.toThrow('does not ask about a version');
    });
  },
);

import { TestDatabases } from '@backstage/backend-test-utils';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { loseAnswer } from '../__testUtils__/faultyCalls';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'in a store that moves labels, on %s',
  id => {
    /** Our promotion lands unseen, consumers load it, and somebody points the label back to the old version. */
    async function movedBack() {
      const world = await RotationWorld.create(databases, id, {
        storeStyle: 'moves-labels',
      });
      const checkout = world.consumers.service('checkout', world.path);
      const old = world.store.currentOf(world.path);
      if (!old) throw new Error('Nothing is current');
      const lost = loseAnswer(
        world,
        'store.promote',
        new UnavailableError('no answer'),
      );
      const runId = await world.start();
      await world.drain(runId, () => lost.happened);
      const made = world.store.currentOf(world.path);
      if (!made || made.id === old.id) throw new Error('Nothing was promoted');
      checkout.version = made.id;
      world.store.makeCurrent(world.path, old.id);
      const { run } = await world.drain(runId);
      return { world, runId, run, old, made, checkout };
    }

    it('a promotion that somebody took back is not begun anew: what consumers loaded stays accepted, and the owner is asked', async () => {
      const { world, run, made } = await movedBack();
      expect(world.target.accepts(made.value)).toBe(true);
      expect(run).toMatchObject({
        state: 'blocked',
        step: 'promote',
        turn: { about: 'drift' },
      });
      const { turn } = await world.service.getRun(run.id);
      expect(turn.choices?.map(it => it.decision)).toEqual([
        'adopt',
        'recheck',
        'rollback',
      ]);
    });

    it.each([
      ['adopt', 'succeeded'],
      ['rollback', 'rolled-back'],
    ] as const)(
      'a promotion that was taken back and answered with %s is refused only after every consumer left it, and its version goes',
      async (decision, state) => {
        const { world, runId, old, made, checkout } = await movedBack();
        checkout.isDeaf = true;
        await world.service[`${decision}Run`](runId, ANA, 'stay with it');
        expect((await world.drain(runId)).run.state).toBe('blocked');
        expect(world.target.accepts(made.value)).toBe(true);
        checkout.isDeaf = false;
        await world.service.recheckRun(runId, ANA, 'it hears again');

        const { run, versions } = await world.drain(runId, () => {
          expect(world.currentIsAccepted()).toBe(true);
          return false;
        });

        expect(run.state).toBe(state);
        expect(world.store.currentOf(world.path)?.value.equals(old.value)).toBe(
          true,
        );
        expect(world.target.accepts(made.value)).toBe(false);
        expect(versions.find(it => it.number === 2)).toMatchObject({
          state: 'destroyed',
          storeIds: [made.id],
        });
      },
    );

    it('a promotion that was taken back goes on when it is put back', async () => {
      const { world, runId, made } = await movedBack();
      world.store.makeCurrent(world.path, made.id);
      await world.service.recheckRun(runId, ANA, 'put back');
      const { run } = await world.drain(runId);
      expect(run.state).toBe('succeeded');
      expect(world.store.currentOf(world.path)?.id).toBe(made.id);
    });

    it('an old version that somebody made current between runs is rotated like any other', async () => {
      const world = await RotationWorld.create(databases, id, {
        storeStyle: 'moves-labels',
      });
      const old = world.store.currentOf(world.path);
      if (!old) throw new Error('Nothing is current');
      const checkout = world.consumers.service('checkout', world.path);
      await world.drain(await world.start());
      world.target.passwords.set('payments_a', 'original-password');
      world.store.makeCurrent(world.path, old.id);
      checkout.version = old.id;

      const { run, versions } = await world.drain(await world.start(), () => {
        expect(world.currentIsAccepted()).toBe(true);
        return false;
      });

      expect(run.state).toBe('succeeded');
      expect(versions.map(({ number, state }) => [number, state])).toEqual([
        [1, 'destroyed'],
        [2, 'destroyed'],
        [3, 'destroyed'],
        [4, 'current'],
      ]);
      expect(world.target.passwords.size).toBe(1);
    });

    it('a rollback goes back to an old version that somebody made current between runs', async () => {
      const world = await RotationWorld.create(databases, id, {
        storeStyle: 'moves-labels',
      });
      const old = world.store.currentOf(world.path);
      if (!old) throw new Error('Nothing is current');
      await world.drain(await world.start());
      world.target.passwords.set('payments_a', 'original-password');
      world.store.makeCurrent(world.path, old.id);
      const runId = await world.start();
      await world.drain(runId, it => it.run.step === 'verify');
      await world.service.rollbackRun(runId, ANA, 'changed our mind');

      const { run, versions } = await world.drain(runId);

      expect(run.state).toBe('rolled-back');
      expect(versions.filter(it => it.state === 'current')).toMatchObject([
        { number: 3, account: 'payments_a' },
      ]);
      expect(world.currentIsAccepted()).toBe(true);
    });
  },
);

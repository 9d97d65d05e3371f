import { TestDatabases } from '@backstage/backend-test-utils';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { loseAnswer } from '../__testUtils__/faultyCalls';
import { InMemoryIssuer } from '../__testUtils__/InMemoryAccount';
import { oneAccountWorld } from '../__testUtils__/oneAccountWorld';
import { worldsOn } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const databases = TestDatabases.create();

describe.each(worldsOn(databases))(
  'what somebody else wrote for an account that holds both credentials, on %s, in a store that %s',
  (id, storeStyle) => {
    const create = () =>
      oneAccountWorld(databases, id, InMemoryIssuer, { storeStyle });

    /** A run whose promotion landed and was never answered. */
    async function promotedUnseen() {
      const { world, target } = await create();
      const lost = loseAnswer(
        world,
        'store.promote',
        new UnavailableError('no answer'),
      );
      const runId = await world.start();
      await world.drain(runId, () => lost.happened);
      return { world, target, runId };
    }

    it('is not taken for what the run promoted: going back does not write over it unasked', async () => {
      const { world, target, runId } = await promotedUnseen();
      target.accepted.push('foreign-password');
      const foreign = world.store.put(world.path, world.foreign);
      await world.service.rollbackRun(runId, ANA, 'not today');

      const { run } = await world.drain(runId);

      expect(run).toMatchObject({ state: 'blocked', turn: { about: 'drift' } });
      expect(world.store.currentOf(world.path)?.id).toBe(foreign);
      expect(target.accepts(world.foreign)).toBe(true);
    });

    it('does not keep the run from going back over what it promoted unseen itself', async () => {
      const { world, target, runId } = await promotedUnseen();
      await world.service.rollbackRun(runId, ANA, 'not today');

      const { run } = await world.drain(runId);

      expect(run.state).toBe('rolled-back');
      expect(target.accepted).toEqual(['original-password']);
      expect(
        world.store.currentOf(world.path)?.value.equals(world.original),
      ).toBe(true);
    });

    it('can be replaced, since it is accepted beside the new value; both old ones are refused at the end', async () => {
      const { world, target } = await create();
      world.crash.armed = 'before:effect:store.promote';
      const runId = await world.start();
      await world.drain(runId, () => world.crash.hits > 0);
      target.accepted.push('foreign-password');
      world.store.put(world.path, world.foreign);
      await world.drain(runId);
      const { turn } = await world.service.getRun(runId);
      expect(turn.choices?.map(choice => choice.decision)).toContain('retry');

      await world.service.retryRun(runId, ANA, 'it was a mistake');
      const { run } = await world.drain(runId);

      expect(run.state).toBe('succeeded');
      expect(target.accepted).toEqual(['issued-1']);
    });

    it('stays when it is adopted, and what the run had issued goes', async () => {
      const { world, target, runId } = await promotedUnseen();
      target.accepted.push('foreign-password');
      const foreign = world.store.put(world.path, world.foreign);
      await world.drain(runId);

      await world.service.adoptRun(runId, ANA, 'it was a planned change');
      const { run, versions } = await world.drain(runId);

      expect(run.state).toBe('succeeded');
      expect(target.accepted).toEqual(['foreign-password']);
      expect(world.store.currentOf(world.path)?.id).toBe(foreign);
      expect(versions.map(({ state }) => state)).toEqual([
        'destroyed',
        'destroyed',
        'current',
      ]);
    });
  },
);

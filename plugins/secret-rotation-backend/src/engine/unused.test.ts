import { TestDatabases } from '@backstage/backend-test-utils';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const NOBODY = { reason: 'the service is gone', consumers: [] };
const CHECKOUT = 'component:default/checkout';
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'a secret that nobody uses, on %s',
  id => {
    async function asked() {
      const world = await RotationWorld.create(databases, id, {
        consumers: [],
      });
      const runId = await world.start();
      await world.drain(runId);
      return { world, runId };
    }

    it('does not rotate before a person says so; then it does, and the trail has their name', async () => {
      const { world, runId } = await asked();
      const { turn, state, step } = await world.service.getRun(runId);
      expect({ state, step }).toEqual({ state: 'blocked', step: 'preflight' });
      expect(turn).toMatchObject({ who: 'person', about: 'no-consumers' });
      expect(turn.choices?.map(({ decision }) => decision)).toContain(
        'release',
      );
      expect(world.target.journal).toEqual([]);

      await world.service.releaseRun(runId, ANA, NOBODY);
      const { run, steps } = await world.drain(runId);
      expect(run).toMatchObject({
        state: 'succeeded',
        pins: { unused: ANA.actor },
      });
      expect(world.currentIsAccepted()).toBe(true);
      expect(world.target.accepts(world.original)).toBe(false);
      expect(steps.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
      for (const name of ['preflight', 'reload', 'monitor', 'verify'])
        expect(steps.find(({ step: of }) => of === name)?.evidence).toContain(
          'No consumer: the word of user:default/ana',
        );
      const { items } = await world.service.listRunEvents(runId, {});
      expect(items.find(it => it.action === 'run.release')).toMatchObject({
        actor: ANA.actor,
      });
    });

    it('is asked about anew in the next run', async () => {
      const { world, runId } = await asked();
      await world.service.releaseRun(runId, ANA, NOBODY);
      await world.drain(runId);
      const next = await world.drain(await world.start());
      expect(next.run).toMatchObject({
        state: 'blocked',
        turn: { about: 'no-consumers' },
      });
    });

    it('is used after all when a consumer joins: it must prove the version', async () => {
      const { world, runId } = await asked();
      await world.service.releaseRun(runId, ANA, NOBODY);
      await world.drain(runId, ({ run }) => run.step === 'verify');
      world.addConsumer('checkout');
      world.consumers.service('checkout', world.path).isDeaf = true;
      world.consumers.service('checkout', world.path).version = undefined;
      expect((await world.drain(runId)).run).toMatchObject({
        state: 'blocked',
        step: 'verify',
      });
      expect(world.target.accepts(world.original)).toBe(true);
    });

    it('is no answer to another question', async () => {
      const world = await RotationWorld.create(databases, id);
      world.consumers.service('checkout', world.path).isDeaf = true;
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      world.consumerRows = [];
      await world.drain(runId);
      await expect(
        world.service.releaseRun(runId, ANA, NOBODY),
      ).rejects.toThrow('not held up by these consumers');

      await world.service.releaseRun(runId, ANA, {
        ...NOBODY,
        consumers: [CHECKOUT],
      });
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({
        state: 'blocked',
        turn: { about: 'no-consumers' },
      });
      await expect(
        world.service.releaseRun(runId, ANA, {
          ...NOBODY,
          consumers: [CHECKOUT],
        }),
      ).rejects.toThrow('not held up by these consumers');
      expect(world.target.accepts(world.original)).toBe(true);

      await world.service.releaseRun(runId, ANA, NOBODY);
      expect((await world.drain(runId)).run.state).toBe('succeeded');
    });
  },
);

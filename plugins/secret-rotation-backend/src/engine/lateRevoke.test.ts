import { TestDatabases } from '@backstage/backend-test-utils';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(60_000);

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'a revoke that had to wait for the target, on %s',
  id => {
    /** A run that asks a person because the target went silent after verify; it goes on looking by itself. */
    async function waitedLong() {
      const world = await RotationWorld.create(databases, id);
      const oldId = world.store.currentOf(world.path)?.id;
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      // All that verify still waits for is the end of the overlap.
      world.crash.watch = name => {
        if (name === 'after:step:verify') world.target.answer = 'unknown';
      };
      for (;;) {
        const { run } = await world.drain(
          runId,
          it => it.run.step === 'revoke' && it.run.state === 'waiting',
        );
        if (run.state === 'blocked') break;
        world.clock.at += 60_000;
      }
      world.crash.watch = () => {};
      const checkout = world.consumers.service('checkout', world.path);
      const answerAgain = async () => {
        world.target.answer = undefined;
        world.clock.at += 60_000;
        await world.work();
        return (await world.load(runId)).run;
      };
      return { world, runId, oldId, checkout, answerAgain };
    }

    it('refuses nothing that a consumer has gone back to meanwhile, tells it again, and goes on when it has followed', async () => {
      const { world, runId, oldId, checkout, answerAgain } = await waitedLong();
      checkout.version = oldId;
      checkout.isDeaf = true;
      expect(await answerAgain()).toMatchObject({
        state: 'blocked',
        step: 'revoke',
        turn: { question: expect.stringContaining('checkout went back to v1') },
      });
      expect(world.target.accepts(world.original)).toBe(true);
      checkout.isDeaf = false;
      world.clock.at += 60_000;
      await world.work();
      world.clock.at += 60_000;
      await world.work();
      expect((await world.load(runId)).run.state).toBe('succeeded');
      expect(checkout.version).toBe(world.store.currentOf(world.path)?.id);
      expect(world.target.accepts(world.original)).toBe(false);
    });

    it('is not held up by a consumer that does not answer', async () => {
      const { world, checkout, answerAgain } = await waitedLong();
      checkout.isUnreachable = true;
      expect((await answerAgain()).state).toBe('succeeded');
      expect(world.target.accepts(world.original)).toBe(false);
    });
  },
);

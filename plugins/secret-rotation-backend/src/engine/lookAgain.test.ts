import { TestDatabases } from '@backstage/backend-test-utils';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Run } from '@keyturn/backstage-plugin-secret-rotation-common';
import { failCalls, TARGET_CALLS } from '../__testUtils__/faultyCalls';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'a blocked run that looks again by itself, on %s',
  id => {
    /** A run that asks because the target cannot be asked, and looks again. `inTheMeantime` is done while it does. */
    async function lookingAgain(
      inTheMeantime: (world: RotationWorld, runId: number) => Promise<unknown>,
    ) {
      const world = await RotationWorld.create(databases, id);
      const fault = failCalls(
        world,
        TARGET_CALLS.filter(call => call === 'rotator.sessions'),
        new UnavailableError('The target does not answer'),
      );
      const runId = await world.start();
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'blocked', step: 'preflight' });
      fault.heal();
      const { nextAt } = run;
      if (nextAt === undefined) throw new Error('It does not look again');
      const sessions = world.target.sessions.bind(world.target);
      let looks = 0;
      world.target.sessions = async input => {
        looks += 1;
        if (looks === 1) {
          await inTheMeantime(world, runId);
          throw new UnavailableError('The target does not answer');
        }
        return sessions(input);
      };
      world.clock.at = nextAt;
      await world.work();
      expect(looks).toBeGreaterThan(0);
      return { world, runId };
    }

    it('is blocked meanwhile too, for whoever looks: its question stands and may be answered', async () => {
      let seen: Run | undefined;
      let badges: string[] = [];
      await lookingAgain(async (world, runId) => {
        seen = await world.service.getRun(runId);
        const { items } = await world.service.listSecrets({
          scope: { kind: 'all' },
        });
        badges = items.map(secret => secret.badge);
      });
      expect(seen).toMatchObject({
        state: 'blocked',
        turn: {
          who: 'person',
          question: expect.stringContaining('does not answer'),
        },
        actions: ['recheck', 'cancel'],
      });
      expect(badges).toEqual(['blocked']);
    });

    it('takes an answer that comes meanwhile, and carries it out once', async () => {
      const { world, runId } = await lookingAgain((it, run) =>
        it.service.recheckRun(run, ANA, 'mended'),
      );
      const { run } = await world.load(runId);
      expect(run.decision).toBeUndefined();
      expect(run.state).not.toBe('blocked');
      expect((await world.drain(runId)).run.state).toBe('succeeded');
      const { items } = await world.service.listRunEvents(runId, {
        limit: 200,
      });
      expect(items.filter(it => it.action === 'run.recheck')).toHaveLength(1);
    });
  },
);

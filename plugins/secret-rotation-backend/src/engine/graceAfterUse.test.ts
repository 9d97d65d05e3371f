import { TestDatabases } from '@backstage/backend-test-utils';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const HOUR = 3_600_000;
const ANA = { actor: { kind: 'user', ref: 'user:default/ana' } } as const;
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'a credential whose tokens live on, on %s',
  id => {
    async function create() {
      const world = await RotationWorld.create(databases, id, {
        policy: { overlapMs: 0, soakMs: 0 },
      });
      Object.assign(world.target, { graceAfterUse: () => HOUR });
      const refusedAt: number[] = [];
      const revoke = world.target.revoke.bind(world.target);
      jest.spyOn(world.target, 'revoke').mockImplementation((...call) => {
        refusedAt.push(world.clock.at);
        return revoke(...call);
      });
      return { world, refusedAt };
    }

    it('goes on being accepted that long after the last consumer has left it, whatever the policy says', async () => {
      const { world, refusedAt } = await create();
      const service = world.consumers.service('checkout', world.path);
      service.isDeaf = true;
      const run = await world.start();
      await world.drain(
        run,
        ({ run: { step, state } }) => step === 'verify' && state === 'waiting',
      );
      service.isDeaf = false;
      const heard = await world.drain(
        run,
        () => service.version === world.store.currentOf(world.path)?.id,
      );
      expect(heard.run).toMatchObject({ step: 'verify', state: 'waiting' });
      expect(refusedAt).toEqual([]);
      const heardAt = world.clock.at;
      const over = await world.drain(run);
      expect(over.run.state).toBe('succeeded');
      expect(refusedAt[0]).toBeGreaterThanOrEqual(heardAt + HOUR);
      expect(refusedAt[0]).toBeLessThan(heardAt + HOUR + HOUR / 10);
    });

    it('is waited for anew when a consumer goes back to it meanwhile', async () => {
      const { world, refusedAt } = await create();
      const service = world.consumers.service('checkout', world.path);
      const old = service.version;
      const run = await world.start();
      const waiting = await world.drain(run, ({ run: { gates } }) =>
        gates.some(({ code, holds }) => code === 'overlap-elapsed' && !holds),
      );
      expect(waiting.run.step).toBe('verify');
      service.version = old;
      const backAt = waiting.run.nextAt ?? 0;
      const over = await world.drain(run);
      expect(over.run.state).toBe('succeeded');
      expect(refusedAt[0]).toBeGreaterThanOrEqual(backAt + HOUR);
    });

    it('is not waited for on the way back, where the newcomer goes', async () => {
      const { world } = await create();
      world.consumers.service('checkout', world.path).isDeaf = true;
      const run = await world.start();
      await world.drain(run, ({ run: { step } }) => step === 'verify');
      const turnedAt = world.clock.at;
      await world.service.rollbackRun(run, ANA, 'it is deaf');
      const back = await world.drain(run);
      expect(back.run.state).toBe('rolled-back');
      expect(world.clock.at - turnedAt).toBeLessThan(HOUR);
    });

    it('shows in the plan', async () => {
      const { world } = await create();
      const plan = await world.service.plan({
        namespace: 'default',
        name: 'payments-db-login',
      });
      expect(plan.overlapSeconds).toBeGreaterThanOrEqual(HOUR / 1000);
    });
  },
);

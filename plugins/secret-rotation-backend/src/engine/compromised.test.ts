import { TestDatabases } from '@backstage/backend-test-utils';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const SECRET = { namespace: 'default', name: 'payments-db-login' };
const HOUR = 3_600_000;
const PATIENT = { overlapMs: HOUR, soakMs: HOUR / 2 };
const databases = TestDatabases.create();

/** How the rotator is told about what goes: account, and whether somebody else may have its value. */
function revocations(world: RotationWorld): Array<[string, unknown]> {
  const told: Array<[string, unknown]> = [];
  const act = world.target.revoke.bind(world.target);
  jest.spyOn(world.target, 'revoke').mockImplementation((input, context) => {
    told.push([
      input.account,
      'isCompromised' in input ? input.isCompromised : undefined,
    ]);
    return act(input, context);
  });
  return told;
}

async function duration(world: RotationWorld, runId: number): Promise<number> {
  const { run } = await world.drain(runId);
  expect(run.state).toBe('succeeded');
  return Number(run.closedAt) - run.createdAt;
}

describe.each(databases.eachSupportedId())(
  'a run whose old value somebody else may have, on %s',
  id => {
    it('tells the rotator so, and a routine one does not', async () => {
      const world = await RotationWorld.create(databases, id);
      const told = revocations(world);
      await world.drain(await world.start('rotate', 'compromised'));
      await world.drain(await world.start());
      expect(told).toEqual([
        ['payments_a', true],
        ['payments_b', false],
      ]);
    });

    it('never rolls back by itself: it asks, and a person may', async () => {
      const world = await RotationWorld.create(databases, id, {
        policy: { onUnhealthy: 'rollback' },
      });
      const told = revocations(world);
      const checkout = world.consumers.service('checkout', world.path);
      const runId = await world.start('rotate', 'compromised');
      await world.drain(runId, ({ run }) => run.step === 'monitor');
      checkout.health = 'ill';
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'blocked', direction: 'forward' });
      expect((await world.service.getRun(runId)).actions).toContain('rollback');

      checkout.health = 'healthy';
      await world.service.rollbackRun(runId, ANA, 'It was a false alarm');
      const after = await world.drain(runId);
      expect(after.run.state).toBe('rolled-back');
      // What the run made itself nobody else had.
      expect(told).toEqual([['payments_b', false]]);
    });

    it('waits as the policy says, and shorter only where its emergency allows that', async () => {
      const careful = await RotationWorld.create(databases, id, {
        policy: PATIENT,
      });
      expect(
        await duration(careful, await careful.start('rotate', 'compromised')),
      ).toBeGreaterThanOrEqual(HOUR);

      const hasty = await RotationWorld.create(databases, id, {
        policy: { ...PATIENT, emergency: { overlapMs: 0, soakMs: 0 } },
      });
      expect(
        await duration(hasty, await hasty.start('rotate', 'compromised')),
      ).toBeLessThan(HOUR / 2);
      expect(await duration(hasty, await hasty.start())).toBeGreaterThanOrEqual(
        HOUR,
      );
    });

    it('refuses nothing before every consumer has proven the new value, however short it waits', async () => {
      const world = await RotationWorld.create(databases, id, {
        policy: { emergency: { overlapMs: 0, soakMs: 0 } },
      });
      world.consumers.service('checkout', world.path).isDeaf = true;
      const runId = await world.start('rotate', 'compromised');
      const { run } = await world.drain(runId);
      expect(run.state).toBe('blocked');
      expect([...world.target.passwords.keys()].sort()).toEqual([
        'payments_a',
        'payments_b',
      ]);
    });

    it('is known by its cause in the run, its plan and the audit trail', async () => {
      const world = await RotationWorld.create(databases, id, {
        policy: { ...PATIENT, emergency: { overlapMs: 60_000 } },
      });
      const plan = await world.service.plan(SECRET, { cause: 'compromised' });
      expect(plan.overlapSeconds).toBe(60);
      expect(plan.willNotHappen).toContainEqual(
        expect.stringMatching(/does not go back .* by itself/),
      );
      const routine = await world.service.plan(SECRET);
      expect(routine.overlapSeconds).toBe(3600);
      expect(routine.willNotHappen.join()).not.toMatch(/by itself/);

      const runId = await world.start('rotate', 'compromised');
      expect(await world.service.getRun(runId)).toMatchObject({
        cause: 'compromised',
      });
      const { items } = await world.service.listRunEvents(runId, {});
      expect(items[0]).toMatchObject({
        action: 'run.created',
        detail: { cause: 'compromised' },
      });
    });
  },
);

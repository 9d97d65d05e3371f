import { TestDatabases } from '@backstage/backend-test-utils';
import type { CredentialSession } from '@keyturn/backstage-plugin-secret-rotation-node';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const SECRET = { namespace: 'default', name: 'payments-db-login' };
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'a plan before a start, on %s',
  id => {
    async function planBeside(
      sessions: CredentialSession[],
      prepare?: (world: RotationWorld) => void,
    ) {
      const world = await RotationWorld.create(databases, id, {
        consumers: ['checkout'],
      });
      const asked = jest
        .spyOn(world.target, 'sessions')
        .mockImplementation(async ({ account }) =>
          account === 'payments_a' ? sessions : [],
        );
      prepare?.(world);
      return { plan: await world.service.plan(SECRET), asked };
    }

    it('lists the sessions on the login in use that no consumer explains, and may be started all the same', async () => {
      const { plan } = await planBeside([
        { id: '1', label: 'checkout-7d9f' },
        { id: '2', label: 'nightly-report' },
        { id: '3', label: 'nightly-report' },
        { id: '4' },
      ]);
      expect(plan.unmappedUse).toEqual([
        { label: 'nightly-report', sessions: 2 },
        { sessions: 1 },
      ]);
      expect(plan.ready).toBe(true);
    });

    it('lists none where every session is of a consumer', async () => {
      const { plan } = await planBeside([{ id: '1', label: 'checkout' }]);
      expect(plan.unmappedUse).toEqual([]);
    });

    it('says nothing of sessions where the target does not tell', async () => {
      const { plan, asked } = await planBeside([{ id: '1' }], world => {
        Object.assign(world.target, { usage: 'none' });
      });
      expect(plan.unmappedUse).toBeUndefined();
      expect(asked).not.toHaveBeenCalled();
    });

    it('does not ask for sessions while a check fails: the missing grant may be the one for that', async () => {
      const { plan, asked } = await planBeside([{ id: '1' }], world => {
        world.target.failedChecks = [
          { code: 'grant', ok: false, message: 'A grant is missing' },
        ];
      });
      expect(plan).toMatchObject({ ready: false, unmappedUse: undefined });
      const accounts = asked.mock.calls.map(([{ account }]) => account);
      expect(accounts).not.toContain('payments_a');
    });

    it('without a consumer may be started, and says whom the run will ask before it writes', async () => {
      const world = await RotationWorld.create(databases, id, {
        consumers: [],
      });
      const plan = await world.service.plan(SECRET);
      expect(plan).toMatchObject({ ready: true, waves: [] });
      expect(plan.asked.join()).toMatch(/whether nobody uses this secret/);
      expect(plan.unproven.join()).toMatch(/no catalog entity depends on/);
      const { run } = await world.drain(await world.start());
      expect(run).toMatchObject({
        state: 'blocked',
        step: 'preflight',
        turn: { about: 'no-consumers' },
      });
      expect(world.target.journal).toEqual([]);
    });
  },
);

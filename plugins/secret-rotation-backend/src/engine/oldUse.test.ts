import { TestDatabases } from '@backstage/backend-test-utils';
import type { CredentialSession } from '@keyturn/backstage-plugin-secret-rotation-node';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'what the target sees of the old credential, on %s',
  id => {
    async function rotateBeside(sessions: CredentialSession[]) {
      const world = await RotationWorld.create(databases, id, {
        consumers: ['checkout', 'ledger'],
      });
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      const isOld = (account: string) => account === 'payments_a';
      world.target.sessions = async ({ account }) =>
        isOld(account) ? sessions : [];
      return { world, runId };
    }

    it('contradicts a consumer that attests the new one: it is told again, then its owner is asked', async () => {
      const sessions = [{ id: '1', label: 'checkout-7d9f' }];
      const { world, runId } = await rotateBeside(sessions);
      const checkout = world.consumers.service('checkout', world.path);
      const told = jest.spyOn(world.consumers, 'reload');

      const { run } = await world.drain(runId);
      expect(run).toMatchObject({
        state: 'blocked',
        step: 'verify',
        turn: { question: expect.stringContaining('1 of checkout') },
      });
      expect(checkout.version).toBe(world.store.currentOf(world.path)?.id);
      const names = told.mock.calls.map(([{ consumer }]) => consumer.name);
      expect(names.length).toBeGreaterThan(0);
      expect(new Set(names)).toEqual(new Set(['checkout']));
      const { consumers } = await world.service.getRun(runId);
      expect(consumers).toEqual([
        expect.objectContaining({ finding: 'old-credential-in-use' }),
        expect.objectContaining({ finding: undefined }),
      ]);
      expect(world.target.accepts(world.original)).toBe(true);

      sessions.length = 0;
      await world.service.recheckRun(runId, ANA, 'it was restarted');
      expect((await world.drain(runId)).run.state).toBe('succeeded');
      expect(world.target.accepts(world.original)).toBe(false);
    });

    it('that no consumer explains is named, and blocks before anything is refused', async () => {
      const report = { id: '1', label: 'nightly-report' };
      const { world, runId } = await rotateBeside([report]);
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({
        state: 'blocked',
        step: 'verify',
        turn: {
          question: expect.stringContaining(
            '1 of "nightly-report", which no consumer of the catalog explains',
          ),
        },
      });
      expect(world.target.accepts(world.original)).toBe(true);
    });
  },
);

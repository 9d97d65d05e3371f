import { TestDatabases } from '@backstage/backend-test-utils';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const PLATFORM = { actor: { kind: 'user' as const, ref: 'user:default/pat' } };
const LEDGER = 'component:default/ledger';
const databases = TestDatabases.create();

function vanish(world: RotationWorld, name: string): void {
  world.consumerRows = world.consumerRows.filter(row => row.name !== name);
}

describe.each(databases.eachSupportedId())(
  'a consumer that left the catalog while a run went on, on %s',
  id => {
    /** A run that a vanished, deaf consumer holds up. */
    async function heldUp() {
      const world = await RotationWorld.create(databases, id, {
        consumers: ['checkout', 'ledger'],
      });
      world.consumers.service('ledger', world.path).isDeaf = true;
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      vanish(world, 'ledger');
      await world.drain(runId);
      return { world, runId };
    }

    it('holds the run up until it is released by name; then the run goes on and says so', async () => {
      const { world, runId } = await heldUp();
      const { turn } = await world.service.getRun(runId);
      expect(turn).toMatchObject({
        who: 'person',
        about: 'vanished-consumers',
        consumers: [LEDGER],
      });
      expect(turn.choices?.map(it => it.decision)).toContain('release');
      expect(world.target.accepts(world.original)).toBe(true);
      await world.service.releaseRun(runId, PLATFORM, {
        reason: 'ledger was shut down',
        consumers: [LEDGER],
      });
      const { run, steps, consumers } = await world.drain(runId);
      expect(run.state).toBe('succeeded');
      expect(world.target.accepts(world.original)).toBe(false);
      expect(consumers.find(it => it.entityRef === LEDGER)).toMatchObject({
        vanished: true,
        released: true,
      });
      const verify = steps.find(step => step.step === 'verify');
      expect(verify?.evidence.join()).toContain('ledger vanished');
      const { items } = await world.service.listRunEvents(runId, {});
      expect(items.find(it => it.action === 'run.release')).toMatchObject({
        actor: PLATFORM.actor,
        detail: { consumers: [LEDGER] },
      });
    });

    it('can be released while the run still waits, and its absence is no question then', async () => {
      const world = await RotationWorld.create(databases, id, {
        consumers: ['checkout', 'ledger'],
      });
      world.consumers.service('ledger', world.path).isUnreachable = true;
      const runId = await world.start();
      await world.drain(runId, () => world.target.journal.length > 0);
      vanish(world, 'ledger');
      await world.drain(
        runId,
        ({ run }) => run.turn?.about === 'vanished-consumers',
      );
      expect((await world.load(runId)).run.state).toBe('waiting');
      await world.service.releaseRun(runId, PLATFORM, {
        reason: 'ledger was shut down',
        consumers: [LEDGER],
      });
      expect((await world.drain(runId)).run.state).toBe('succeeded');
    });

    it('is required again when it comes back after it was released', async () => {
      const { world, runId } = await heldUp();
      world.crash.armed = 'before:effect:rotator.revoke';
      await world.service.releaseRun(runId, PLATFORM, {
        reason: 'ledger was shut down',
        consumers: [LEDGER],
      });
      world.addConsumer('ledger');
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'blocked', step: 'verify' });
      expect(world.target.accepts(world.original)).toBe(true);
    });

    it('is not released under the name of one that is still in the catalog', async () => {
      const { world, runId } = await heldUp();
      await expect(
        world.service.releaseRun(runId, PLATFORM, {
          reason: 'all of them',
          consumers: [LEDGER, 'component:default/checkout'],
        }),
      ).rejects.toThrow('not held up by these consumers');
    });

    it('leaves nobody to prove anything when it was the only one: the run stays blocked', async () => {
      const world = await RotationWorld.create(databases, id);
      world.consumers.service('checkout', world.path).isDeaf = true;
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      vanish(world, 'checkout');
      await world.drain(runId);
      await world.service.releaseRun(runId, PLATFORM, {
        reason: 'checkout was shut down',
        consumers: ['component:default/checkout'],
      });
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'blocked', step: 'verify' });
      expect(world.target.accepts(world.original)).toBe(true);
    });
  },
);

import { TestDatabases } from '@backstage/backend-test-utils';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'a consumer that joins a run at verify, on %s',
  id => {
    it('takes the run to a worker that can reach it', async () => {
      const world = await RotationWorld.create(databases, id);
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      world.addConsumer('scanner', 'far');
      const scanner = world.consumers.service('scanner', world.path);
      // As it is to a worker without the label.
      scanner.isUnreachable = true;
      const before = await world.drain(runId, it => it.run.needs.length > 0);
      expect(before.run).toMatchObject({ needs: ['lab'], step: 'verify' });

      world.clock.at = before.run.nextAt ?? 0;
      await world.work();

      expect((await world.load(runId)).run.epoch).toBe(before.run.epoch);
      expect((await world.service.getRun(runId)).turn.cause).toContain(
        'waits for a worker labelled lab',
      );

      scanner.isUnreachable = false;
      const { run } = await world.drain(
        runId,
        () => false,
        world.createWorker('in the lab', ['lab']),
      );

      expect(run.state).toBe('succeeded');
      expect(scanner.version).toBe(world.store.currentOf(world.path)?.id);
    });
  },
);

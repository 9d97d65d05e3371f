import { TestDatabases } from '@backstage/backend-test-utils';
import {
  UnavailableError,
  type ConsumerAdapter,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user', ref: 'user:default/ana' } } as const;
const databases = TestDatabases.create();

type Delivery = Parameters<NonNullable<ConsumerAdapter['deliver']>>[0];

describe.each(databases.eachSupportedId())(
  'a consumer that does not read the store itself, on %s',
  id => {
    async function create() {
      const world = await RotationWorld.create(databases, id);
      const deliver = jest.fn(async (_: Delivery) => {});
      const adapter: ConsumerAdapter = world.consumers;
      adapter.deliver = deliver;
      const reload = jest.spyOn(world.consumers, 'reload');
      const isCurrent = ({ version, value }: Delivery) => {
        const current = world.store.currentOf(world.path);
        return current?.id === version && current.value.equals(value);
      };
      return { world, deliver, reload, isCurrent };
    }

    it('is brought the new version before it is told to reload', async () => {
      const { world, deliver, reload, isCurrent } = await create();
      const right: boolean[] = [];
      deliver.mockImplementation(async input => {
        expect(reload).not.toHaveBeenCalled();
        right.push(isCurrent(input));
      });
      const { run } = await world.drain(await world.start());
      expect(run.state).toBe('succeeded');
      expect(right).toEqual([true]);
      expect(reload).toHaveBeenCalled();
    });

    it('is not told to reload what it was not brought, and tried again', async () => {
      const { world, deliver, reload } = await create();
      deliver.mockRejectedValueOnce(new UnavailableError('It is away'));
      reload.mockImplementationOnce(async () => {
        expect(deliver).toHaveBeenCalledTimes(2);
        return { told: 1 };
      });
      await world.drain(
        await world.start(),
        () => reload.mock.calls.length > 0,
      );
      expect(reload).toHaveBeenCalledTimes(1);
    });

    it('is brought the old version again in a rollback', async () => {
      const { world, deliver, isCurrent } = await create();
      world.consumers.service('checkout', world.path).isDeaf = true;
      const runId = await world.start();
      await world.drain(runId);
      world.consumers.service('checkout', world.path).isDeaf = false;
      const right: boolean[] = [];
      deliver.mockImplementation(async input => {
        right.push(isCurrent(input) && input.value.equals(world.original));
      });
      await world.service.rollbackRun(runId, ANA, 'it is deaf');
      const { run } = await world.drain(runId);
      expect(run.state).toBe('rolled-back');
      expect(right.length).toBeGreaterThan(0);
      expect(right).not.toContain(false);
    });
  },
);

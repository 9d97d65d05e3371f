import {
  FencedError,
  MisconfiguredError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { NEW, OLD } from './__testUtils__/logins';
import { TestCluster } from './__testUtils__/TestCluster';
import { withClusters } from './__testUtils__/withClusters';

jest.setTimeout(300_000);

const ENTRY = {
  keeper: 'keyturn',
  secret: { name: '{name}-login', keys: { DB_PASSWORD: 'password' } },
};

withClusters(source => {
  let world: TestCluster;
  beforeEach(async () => {
    world = await TestCluster.open(source);
    await world.cluster.create('Secret', {
      metadata: {
        name: 'checkout-login',
        labels: { 'keyturn.dev/written-by': 'keyturn' },
      },
      data: { other: 'a2VwdA==' },
    });
  });
  afterEach(() => world.stop());

  describe('a Secret that Keyturn writes', () => {
    it('gets the fields by its keys, and keeps what others wrote', async () => {
      await world.deliver(world.adapter(ENTRY));
      const secret = await world.cluster.get('Secret', 'checkout-login');
      expect(secret?.data).toEqual({
        other: 'a2VwdA==',
        DB_PASSWORD: Buffer.from('new-password-Zr4kM9').toString('base64'),
      });
      const writes = world.writes();
      await world.deliver(world.adapter(ENTRY));
      expect(world.writes()).toBe(writes);
    });

    it('outlives a storm of conflicts', async () => {
      world.cluster.forestall(4);
      await world.deliver(world.adapter(ENTRY));
      const statuses = world.cluster.requests
        .filter(({ method }) => method === 'PATCH')
        .map(({ status }) => status);
      expect(statuses).toEqual([409, 409, 409, 409, 200]);
    });

    it('refuses a worker that is not the owner any more', async () => {
      await world.deliver(world.adapter(ENTRY), NEW, { epoch: 2 });
      await expect(
        world.deliver(world.adapter(ENTRY), OLD, { epoch: 1 }),
      ).rejects.toThrow(FencedError);
    });

    it('is left alone without the label of its owners', async () => {
      await world.cluster.change('Secret', 'checkout-login', copy => {
        copy.metadata.labels = {};
      });
      await expect(world.deliver(world.adapter(ENTRY))).rejects.toThrow(
        MisconfiguredError,
      );
      expect(world.writes()).toBe(0);
    });
  });
});

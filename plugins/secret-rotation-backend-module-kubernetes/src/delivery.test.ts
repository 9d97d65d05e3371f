import {
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { eventually } from './__testUtils__/eventually';
import { NEW } from './__testUtils__/logins';
import { TestCluster } from './__testUtils__/TestCluster';
import { withClusters } from './__testUtils__/withClusters';

jest.setTimeout(300_000);

withClusters(source => {
  let world: TestCluster;
  beforeEach(async () => {
    world = await TestCluster.open(source);
  });
  afterEach(() => world.stop());

  describe('the wait for the content', () => {
    /** A keeper that does not come by itself. */
    async function runKeptByVault() {
      await world.cluster.create('VaultStaticSecret', {
        metadata: { name: 'db-login' },
        spec: {
          path: 'payments/db-login',
          destination: { name: 'db-login' },
        },
      });
      await world.cluster.refresh();
      await world.run('Deployment');
      await world.promote();
      return world.adapter({ keeper: 'vault-secrets-operator' });
    }

    const watches = () =>
      world.cluster.requests.filter(({ url }) => url.includes('watch=true'));

    it.each([
      ['the line is cut', false],
      ['the line is cut and the history since then is gone', true],
    ])(
      'watches again when %s, and does not ask on and on',
      async (_when, isGone) => {
        const adapter = await runKeptByVault();
        const delivered = world.deliver(adapter);
        await eventually(async () =>
          expect(world.cluster.openWatches()).toBe(1),
        );
        if (isGone) await world.cluster.compact();
        world.cluster.cutWatches();
        await eventually(async () => {
          expect(watches()).toHaveLength(2);
          expect(world.cluster.openWatches()).toBe(1);
        });
        await world.cluster.elapse(1_000);
        await world.cluster.elapse(1_000);
        // It stands: a server that has forgotten is not asked in a circle.
        expect(watches()).toHaveLength(2);
        await world.cluster.refresh();
        await delivered;
        await world.reload(adapter);
        await world.untilAttested(NEW, adapter);
      },
    );

    it('ends with its deadline as unavailable, and restarts nothing', async () => {
      const adapter = await runKeptByVault();
      await expect(
        world.deliver(adapter, NEW, { signal: AbortSignal.timeout(3_000) }),
      ).rejects.toThrow(UnavailableError);
      expect(world.writes()).toBe(0);
    });
  });

  describe('what the keeper says', () => {
    it.each([
      ['denied', 'permission-denied'],
      ['absent', 'wrong-path'],
    ] as const)('%s is found as %s', async (answer, finding) => {
      await world.keep();
      await world.run('Deployment');
      await world.promote();
      world.cluster.setSecrets(() => answer);
      await expect(
        world.deliver(world.adapter(), NEW, {
          signal: AbortSignal.timeout(3_000),
        }),
      ).rejects.toThrow(UnavailableError);
      // The old content stands, so the pods show nothing of the new one.
      const candidates = await world.observe();
      expect(candidates.every(each => each.version !== NEW)).toBe(true);
      await world.cluster.change('Secret', 'db-login', copy => {
        copy.data = {
          password: Buffer.from('somebody-else').toString('base64'),
        };
      });
      await eventually(async () => {
        const instances = await world.observe();
        expect(new Set(instances.map(each => each.finding))).toEqual(
          new Set([finding]),
        );
      });
    });

    it('about another path is wrong-path, and nothing is restarted', async () => {
      await world.keep('other/path');
      await world.run('Deployment');
      await expect(world.deliver()).rejects.toThrow(MisconfiguredError);
      await expect(world.reload()).rejects.toThrow(MisconfiguredError);
      expect(world.writes()).toBe(0);
      const instances = await world.observe();
      expect(instances).toHaveLength(3);
      for (const instance of instances)
        expect(instance).toMatchObject({
          strength: 'none',
          finding: 'wrong-path',
        });
    });
  });
});

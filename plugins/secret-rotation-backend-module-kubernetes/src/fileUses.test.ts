import { podMounting } from './__testUtils__/podSpecs';
import { NEW } from './__testUtils__/logins';
import { TestCluster } from './__testUtils__/TestCluster';
import { withClusters } from './__testUtils__/withClusters';

jest.setTimeout(300_000);

const ENTRY = { restart: 'when-needed', propagationSeconds: 600 };

withClusters(source => {
  let world: TestCluster;
  beforeEach(async () => {
    world = await TestCluster.open(source);
    await world.keep();
  });
  afterEach(() => world.stop());

  describe('files that follow the Secret', () => {
    it('need no restart, and count when they had the time to follow', async () => {
      await world.run('Deployment', { pod: podMounting('db-login') });
      const adapter = world.adapter(ENTRY);
      await world.promote();
      await world.deliver(adapter);
      const writes = world.writes();
      await world.reload(adapter);
      expect(world.writes()).toBe(writes);
      expect(await world.attested(adapter)).toBeUndefined();
      await world.cluster.elapse(600_000);
      expect(await world.attested(adapter)).toBe(NEW);
    });

    it('do not follow through a subPath: those pods are restarted', async () => {
      await world.run('Deployment', {
        pod: podMounting('db-login', { subPath: 'password' }),
      });
      const adapter = world.adapter(ENTRY);
      await world.promote();
      await world.deliver(adapter);
      await world.cluster.elapse(600_000);
      expect(await world.attested(adapter)).toBeUndefined();
      await world.reload(adapter);
      await world.untilAttested(NEW, adapter);
    });
  });
});

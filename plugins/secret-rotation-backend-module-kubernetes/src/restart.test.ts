import {
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { eventually } from './__testUtils__/eventually';
import { NEW, OLD } from './__testUtils__/logins';
import { TestCluster } from './__testUtils__/TestCluster';
import { withClusters } from './__testUtils__/withClusters';

jest.setTimeout(300_000);

withClusters(source => {
  let world: TestCluster;
  beforeEach(async () => {
    world = await TestCluster.open(source);
    await world.keep();
    await world.run('Deployment');
    await world.promote();
    await world.deliver();
  });
  afterEach(() => world.stop());

  it('leaves a paused Deployment alone and says so', async () => {
    await world.cluster.change('Deployment', 'checkout', copy => {
      copy.spec = { ...(copy.spec as object), paused: true };
    });
    const writes = world.writes();
    await expect(world.reload()).rejects.toThrow(UnavailableError);
    expect(world.writes()).toBe(writes);
    const instances = await world.observe();
    expect(new Set(instances.map(each => each.finding))).toEqual(
      new Set(['not-reloaded']),
    );
  });

  it("waits for somebody else's rollout, and comes after it", async () => {
    world.cluster.setPods(pod =>
      JSON.stringify(pod.spec).includes('checkout:2') ? 'starting' : 'ready',
    );
    await world.cluster.change('Deployment', 'checkout', copy => {
      const { template } = copy.spec as {
        template: { spec: { containers: Array<{ image: string }> } };
      };
      template.spec.containers[0].image = 'example.com/checkout:2';
    });
    await expect(world.reload()).rejects.toThrow('somebody else');
    world.cluster.setPods(() => 'ready');
    await eventually(async () => {
      await world.reload();
    });
    await world.untilAttested(NEW);
  });

  it('that crash-loops is ill, keeps the old pods, and can be led back at once', async () => {
    const before = await world.podIds();
    world.cluster.setPods(pod =>
      before.has(pod.metadata.uid) ? 'ready' : 'crashes',
    );
    await world.reload();
    await eventually(async () => {
      const instances = await world.observe();
      expect(instances.filter(each => each.finding === 'crash-loop')).toEqual([
        expect.objectContaining({ health: 'ill' }),
      ]);
      expect(
        instances.filter(each => each.health === 'healthy').length,
      ).toBeGreaterThanOrEqual(3);
    });

    await world.promote(OLD);
    await world.deliver(world.adapter(), OLD);
    world.cluster.setPods(() => 'ready');
    await world.reload(world.adapter(), OLD);
    await world.untilAttested(OLD);
  });

  it('outlives a storm of conflicts and restarts once', async () => {
    world.cluster.forestall(4);
    await world.reload();
    const refused = world.cluster.requests.filter(
      ({ method, status }) => method === 'PATCH' && status === 409,
    );
    expect(refused).toHaveLength(4);
    await world.untilAttested(NEW);
    expect(await world.cluster.list('ReplicaSet')).toHaveLength(2);
  });

  it('gives up a storm of conflicts that does not end, and has restarted nothing', async () => {
    world.cluster.forestall(1_000);
    await expect(world.reload()).rejects.toThrow(UnavailableError);
    world.cluster.forestall(0);
    expect(await world.cluster.list('ReplicaSet')).toHaveLength(1);
    await world.reload();
    await world.untilAttested(NEW);
  });

  it('does nothing while the token may only look, and says that it may not', async () => {
    const token = await world.cluster.addToken(roleOf(world, ['get', 'list']));
    const adapter = world.adapter({ tokens: { prod: token } });
    await expect(world.reload(adapter)).rejects.toThrow(PermissionDeniedError);
    expect(await world.cluster.list('ReplicaSet')).toHaveLength(1);
    const found = (await world.observe(adapter)).map(each => each.finding);
    expect(found).toEqual(['not-reloaded', 'not-reloaded', 'not-reloaded']);
  });

  it('is told as permission-denied where the token may not even look', async () => {
    const token = await world.cluster.addToken(roleOf(world, ['get']));
    const adapter = world.adapter({ tokens: { prod: token } });
    await expect(world.reload(adapter)).rejects.toThrow(PermissionDeniedError);
    const found = (await world.observe(adapter)).map(each => each.finding);
    expect(found).toEqual(['permission-denied']);
  });
});

/** A Role with some verbs on everything that is read. */
function roleOf({ namespace }: TestCluster, verbs: string[]): string {
  return JSON.stringify({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: verbs.join('-'), namespace },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs }],
  });
}

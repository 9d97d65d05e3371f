import { openStandInCluster, type StandInCluster } from '@keyturn/dev-peers';
import { podReading } from './__testUtils__/podSpecs';
import { NEW } from './__testUtils__/logins';
import { TestCluster } from './__testUtils__/TestCluster';

jest.setTimeout(90_000);

// Kubernetes 1.20, the newest that can be built here, serves neither batch/v1 CronJobs nor policy/v1.
let cluster: StandInCluster;
let world: TestCluster;
beforeEach(async () => {
  cluster = await openStandInCluster('payments');
  world = new TestCluster(cluster);
  await world.keep();
});
afterEach(() => world.stop());

it('a CronJob counts at its next start, and is well until then', async () => {
  await cluster.elapse(5_000);
  await cluster.create('CronJob', {
    metadata: {
      name: 'report',
      labels: { 'backstage.io/kubernetes-id': 'checkout' },
    },
    spec: {
      jobTemplate: { spec: { template: { spec: podReading('db-login') } } },
    },
  });
  await world.promote();
  await world.deliver();
  expect(await world.reload()).toEqual({ told: 1 });
  expect(await world.observe()).toEqual([
    expect.objectContaining({
      health: 'healthy',
      strength: 'none',
      finding: 'not-reloaded',
    }),
  ]);
  cluster.api.startJob(cluster.namespace, 'report');
  await world.untilAttested(NEW);
  expect(await world.observe()).toHaveLength(2);
});

it('leaves HorizontalPodAutoscaler and PodDisruptionBudget alone', async () => {
  await world.run('Deployment');
  const others = ['HorizontalPodAutoscaler', 'PodDisruptionBudget'];
  for (const kind of others)
    await cluster.create(kind, {
      metadata: { name: 'checkout' },
      spec: { minAvailable: 3 },
    });
  const before = await Promise.all(others.map(kind => cluster.list(kind)));
  await world.promote();
  await world.deliver();
  await world.reload();
  await world.untilAttested(NEW);
  expect(await Promise.all(others.map(kind => cluster.list(kind)))).toEqual(
    before,
  );
  expect(
    world.cluster.requests.filter(({ url }) => /autoscal|policy/.test(url)),
  ).toEqual([]);
});

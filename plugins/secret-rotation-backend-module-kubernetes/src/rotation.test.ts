import {
  NAMESPACE,
  NEW,
  OLD,
  PASSWORDS,
  TestCluster,
} from './__testUtils__/TestCluster';
import { versionAnnotation } from './workloads/versionAnnotation';

jest.setTimeout(90_000);

let world: TestCluster;
beforeEach(async () => {
  world = await TestCluster.start();
  await world.keep();
});
afterEach(() => world.stop());

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;

describe.each(KINDS)('a %s', kind => {
  it('is brought the version, restarted once, and counts when every pod has it', async () => {
    await world.run(kind);
    expect(await world.attested()).toBe(OLD);
    world.promote();
    await world.deliver();
    expect(await world.attested()).toBeUndefined();
    const { told } = await world.reload();
    expect(told).toBe(kind === 'DaemonSet' ? 2 : 3);
    await world.api.settle();

    const instances = await world.observe();
    expect(instances).toHaveLength(told);
    for (const instance of instances)
      expect(instance).toMatchObject({
        health: 'healthy',
        strength: 'claimed',
        version: NEW,
        startedAt: expect.any(Date),
        revision: expect.any(String),
      });
    // What the pods really found when they started.
    for (const pod of world.pods())
      expect(JSON.stringify(world.api.loadedBy(pod))).toContain(
        Buffer.from(PASSWORDS[NEW]).toString('base64'),
      );

    const writes = world.writes();
    const names = world.pods().map(pod => pod.metadata.uid);
    await world.deliver();
    await world.reload();
    await world.api.settle();
    expect(world.writes()).toBe(writes);
    expect(world.pods().map(pod => pod.metadata.uid)).toEqual(names);
  });

  it('goes back to the old version the same way', async () => {
    await world.run(kind);
    world.promote();
    await world.deliver();
    await world.reload();
    await world.api.settle();
    world.promote(OLD);
    await world.deliver(world.adapter(), OLD);
    await world.reload(world.adapter(), OLD);
    await world.api.settle();
    expect(await world.attested()).toBe(OLD);
  });
});

it('carries the version in the annotation, and no value anywhere', async () => {
  await world.run('Deployment');
  world.promote();
  await world.deliver();
  await world.reload();
  const deployment = world.api.get('Deployment', NAMESPACE, 'checkout');
  expect(deployment).toMatchObject({
    spec: {
      template: {
        metadata: {
          annotations: { [versionAnnotation('payments/db-login')]: NEW },
        },
      },
    },
  });
  const sent = JSON.stringify(world.api.requests);
  for (const password of Object.values(PASSWORDS))
    for (const form of [password, Buffer.from(password).toString('base64')])
      expect(sent).not.toContain(form);
});

it('does not count a pod whose template went back while its Secret did not', async () => {
  await world.run('Deployment');
  world.promote();
  await world.deliver();
  await world.reload();
  await world.api.settle();
  world.current = OLD;
  world.at += 5_000;
  // The keeper brings the old value again: a restart would load it.
  world.api.change('ExternalSecret', NAMESPACE, 'db-login', copy => {
    copy.metadata.annotations = { 'force-sync': 'by hand' };
  });
  await world.api.settle();
  const instances = await world.observe();
  expect(instances.map(each => each.strength)).toEqual([
    'none',
    'none',
    'none',
  ]);
});

it('shows one stale pod of three as the one that has not reloaded', async () => {
  await world.run('Deployment');
  world.promote();
  await world.deliver();
  let fresh = 0;
  const before = new Set(world.pods().map(pod => pod.metadata.uid));
  world.api.setPods(pod => {
    if (before.has(pod.metadata.uid)) return 'ready';
    fresh += 1;
    return world.pods().filter(each => !before.has(each.metadata.uid)).length >
      2
      ? 'starting'
      : 'ready';
  });
  await world.reload();
  await world.api.settle();
  expect(fresh).toBeGreaterThan(0);
  const stale = (await world.observe()).filter(
    each => each.strength === 'none',
  );
  expect(stale).toEqual([
    expect.objectContaining({ finding: 'not-reloaded', health: 'healthy' }),
  ]);
});

it('leaves HorizontalPodAutoscaler, PodDisruptionBudget, replicas and pods alone', async () => {
  await world.run('Deployment');
  for (const kind of ['HorizontalPodAutoscaler', 'PodDisruptionBudget'])
    world.api.create(kind, NAMESPACE, {
      metadata: { name: 'checkout' },
      spec: { minAvailable: 3 },
    });
  world.promote();
  await world.deliver();
  await world.reload();
  await world.api.settle();
  const writes = world.api.requests.filter(each => each.method !== 'GET');
  expect(
    writes.map(({ method, url }) => `${method} ${url.split('?')[0]}`),
  ).toEqual([
    'PATCH /apis/external-secrets.io/v1/namespaces/payments/externalsecrets/db-login',
    'PATCH /apis/apps/v1/namespaces/payments/deployments/checkout',
  ]);
  expect(writes[1].body).not.toContain('replicas');
});

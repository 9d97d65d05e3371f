import { eventually } from './__testUtils__/eventually';
import { NEW, OLD, PASSWORDS } from './__testUtils__/logins';
import { TestCluster } from './__testUtils__/TestCluster';
import { withClusters } from './__testUtils__/withClusters';
import { versionAnnotation } from './workloads/versionAnnotation';

jest.setTimeout(300_000);

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;

withClusters(source => {
  let world: TestCluster;
  beforeEach(async () => {
    world = await TestCluster.open(source);
    await world.keep();
  });
  afterEach(() => world.stop());

  describe.each(KINDS)('a %s', kind => {
    it('is brought the version, restarted once, and counts when every pod has it', async () => {
      await world.run(kind);
      expect(await world.attested()).toBe(OLD);
      await world.promote();
      await world.deliver();
      expect(await world.attested()).toBeUndefined();
      const { told } = await world.reload();
      expect(told).toBe(kind === 'DaemonSet' ? 2 : 3);
      await eventually(async () => {
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
      });
      // What the pods really found when they started.
      for (const pod of await world.pods())
        expect(JSON.stringify(world.cluster.loadedBy(pod))).toContain(
          Buffer.from(PASSWORDS[NEW]).toString('base64'),
        );

      const writes = world.writes();
      const ids = await world.podIds();
      await world.deliver();
      await world.reload();
      expect(world.writes()).toBe(writes);
      expect(await world.podIds()).toEqual(ids);
    });

    it('goes back to the old version the same way', async () => {
      await world.run(kind);
      await world.promote();
      await world.deliver();
      await world.reload();
      await world.untilAttested(NEW);
      await world.promote(OLD);
      await world.deliver(world.adapter(), OLD);
      await world.reload(world.adapter(), OLD);
      await world.untilAttested(OLD);
      expect(await world.observe()).toHaveLength(kind === 'DaemonSet' ? 2 : 3);
    });
  });

  it('carries the version in the annotation, and no value anywhere', async () => {
    await world.run('Deployment');
    await world.promote();
    await world.deliver();
    await world.reload();
    expect(await world.cluster.get('Deployment', 'checkout')).toMatchObject({
      spec: {
        template: {
          metadata: {
            annotations: { [versionAnnotation('payments/db-login')]: NEW },
          },
        },
      },
    });
    const sent = JSON.stringify(world.cluster.requests);
    for (const password of Object.values(PASSWORDS))
      for (const form of [password, Buffer.from(password).toString('base64')])
        expect(sent).not.toContain(form);
  });

  it('writes what asks the keeper and what restarts, and nothing else', async () => {
    await world.run('Deployment');
    await world.promote();
    await world.deliver();
    await world.reload();
    await world.untilAttested(NEW);
    const writes = world.cluster.requests.filter(each => each.method !== 'GET');
    const apps = `namespaces/${world.namespace}`;
    expect(
      writes.map(({ method, url }) => `${method} ${url.split('?')[0]}`),
    ).toEqual([
      `PATCH /apis/external-secrets.io/v1/${apps}/externalsecrets/db-login`,
      `PATCH /apis/apps/v1/${apps}/deployments/checkout`,
    ]);
    expect(writes[1].body).not.toContain('replicas');
  });

  it('does not count a pod whose template went back while its Secret did not', async () => {
    await world.run('Deployment');
    await world.promote();
    await world.deliver();
    await world.reload();
    await world.untilAttested(NEW);
    await world.promote(OLD);
    // The keeper brings the old value again: a restart would load it.
    await world.cluster.change('ExternalSecret', 'db-login', copy => {
      copy.metadata.annotations = { 'force-sync': 'by hand' };
    });
    await eventually(async () => {
      const instances = await world.observe();
      expect(instances.map(each => each.strength)).toEqual([
        'none',
        'none',
        'none',
      ]);
    });
  });

  it('shows one stale pod of three as the one that has not reloaded', async () => {
    await world.run('Deployment');
    await world.promote();
    await world.deliver();
    const before = await world.podIds();
    const fresh: string[] = [];
    world.cluster.setPods(({ metadata: { uid } }) => {
      if (before.has(uid)) return 'ready';
      if (!fresh.includes(uid)) fresh.push(uid);
      return fresh.indexOf(uid) < 2 ? 'ready' : 'starting';
    });
    await world.reload();
    await eventually(async () => {
      expect(fresh).toHaveLength(3);
      const stale = (await world.observe()).filter(
        each => each.strength === 'none',
      );
      expect(stale).toEqual([
        expect.objectContaining({ finding: 'not-reloaded', health: 'healthy' }),
      ]);
    });
  });
});

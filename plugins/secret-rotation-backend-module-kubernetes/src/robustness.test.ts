import {
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  NAMESPACE,
  NEW,
  OLD,
  podMounting,
  TestCluster,
} from './__testUtils__/TestCluster';

jest.setTimeout(90_000);

let world: TestCluster;
beforeEach(async () => {
  world = await TestCluster.start();
});
afterEach(() => world.stop());

describe('a restart', () => {
  beforeEach(async () => {
    await world.keep();
    await world.run('Deployment');
    world.promote();
    await world.deliver();
  });

  it('leaves a paused Deployment alone and says so', async () => {
    world.api.change('Deployment', NAMESPACE, 'checkout', copy => {
      copy.spec = { ...(copy.spec as object), paused: true };
    });
    await world.api.settle();
    const writes = world.writes();
    await expect(world.reload()).rejects.toThrow(UnavailableError);
    expect(world.writes()).toBe(writes);
    const instances = await world.observe();
    expect(new Set(instances.map(each => each.finding))).toEqual(
      new Set(['not-reloaded']),
    );
  });

  it("waits for somebody else's rollout, and comes after it", async () => {
    world.api.setPods(pod =>
      JSON.stringify(pod.spec).includes('new-image') ? 'starting' : 'ready',
    );
    world.api.change('Deployment', NAMESPACE, 'checkout', copy => {
      const spec = copy.spec as { template: { spec: object } };
      spec.template.spec = { ...spec.template.spec, image: 'new-image' };
    });
    await world.api.settle();
    await expect(world.reload()).rejects.toThrow('somebody else');
    world.api.setPods(() => 'ready');
    await world.api.settle();
    await world.reload();
    await world.api.settle();
    expect(await world.attested()).toBe(NEW);
  });

  it('that crash-loops is ill, keeps the old pods, and can be led back at once', async () => {
    const before = new Set(world.pods().map(pod => pod.metadata.uid));
    world.api.setPods(pod =>
      before.has(pod.metadata.uid) ? 'ready' : 'crashes',
    );
    await world.reload();
    await world.api.settle();
    const instances = await world.observe();
    expect(instances.filter(each => each.finding === 'crash-loop')).toEqual([
      expect.objectContaining({ health: 'ill' }),
    ]);
    expect(
      instances.filter(each => each.health === 'healthy').length,
    ).toBeGreaterThanOrEqual(3);

    world.promote(OLD);
    await world.deliver(world.adapter(), OLD);
    world.api.setPods(() => 'ready');
    await world.reload(world.adapter(), OLD);
    await world.api.settle();
    expect(await world.attested()).toBe(OLD);
  });

  it('outlives a storm of conflicts and restarts once', async () => {
    world.api.trouble.conflicts = 4;
    await world.reload();
    expect(world.api.trouble.conflicts).toBe(0);
    await world.api.settle();
    expect(await world.attested()).toBe(NEW);
    expect(world.api.list('ReplicaSet', NAMESPACE)).toHaveLength(2);
  });

  it('does nothing while the token may not, and names the right', async () => {
    world.api.trouble.manner = 'denies';
    await expect(world.reload()).rejects.toThrow(PermissionDeniedError);
    expect((await world.observe()).map(each => each.finding)).toEqual([
      'permission-denied',
    ]);
  });
});

describe('the wait for the content', () => {
  /** A keeper that does not come by itself. */
  async function runKeptByVault() {
    world.api.create('VaultStaticSecret', NAMESPACE, {
      metadata: { name: 'db-login' },
      spec: { path: 'payments/db-login', destination: { name: 'db-login' } },
    });
    world.api.refresh();
    await world.run('Deployment');
    world.promote();
    return world.adapter({ keeper: 'vault-secrets-operator' });
  }

  it.each([
    ['is cut', () => world.api.cutWatches()],
    [
      'is told that its history is gone',
      () => {
        world.api.trouble.gone = 1;
        world.api.cutWatches();
      },
    ],
  ])('goes on when its watch %s', async (_how, interrupt) => {
    const adapter = await runKeptByVault();
    const delivered = world.deliver(adapter);
    await untilWatched();
    interrupt();
    world.api.refresh();
    await delivered;
    await world.reload(adapter);
    await world.api.settle();
    expect(await world.attested(adapter)).toBe(NEW);
  });

  it('ends with its deadline as unavailable, and restarts nothing', async () => {
    const adapter = await runKeptByVault();
    await expect(
      world.deliver(adapter, NEW, { signal: AbortSignal.timeout(3_000) }),
    ).rejects.toThrow(UnavailableError);
    expect(world.writes()).toBe(0);
  });

  async function untilWatched() {
    for (let looks = 0; looks < 200; looks += 1) {
      if (world.api.requests.some(({ url }) => url.includes('watch=true')))
        return;
      await new Promise(done => setTimeout(done, 20));
    }
    throw new Error('Nothing was watched');
  }
});

describe('what the keeper says', () => {
  it.each([
    ['denied', 'permission-denied'],
    ['absent', 'wrong-path'],
  ] as const)('%s is found as %s', async (answer, finding) => {
    await world.keep();
    await world.run('Deployment');
    world.promote();
    world.api.setSecrets(() => answer);
    await expect(
      world.deliver(world.adapter(), NEW, {
        signal: AbortSignal.timeout(3_000),
      }),
    ).rejects.toThrow(UnavailableError);
    // The old content stands, so the pods show nothing of the new one.
    const candidates = await world.observe();
    expect(candidates.every(each => each.version !== NEW)).toBe(true);
    world.api.change('Secret', NAMESPACE, 'db-login', copy => {
      copy.data = { password: Buffer.from('somebody-else').toString('base64') };
    });
    const instances = await world.observe();
    expect(new Set(instances.map(each => each.finding))).toEqual(
      new Set([finding]),
    );
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

describe('files that follow the Secret', () => {
  const ENTRY = { restart: 'when-needed', propagationSeconds: 60 };

  it('need no restart, and count when they had the time to follow', async () => {
    await world.keep();
    await world.run('Deployment', { pod: podMounting('db-login') });
    const adapter = world.adapter(ENTRY);
    world.promote();
    await world.deliver(adapter);
    const writes = world.writes();
    await world.reload(adapter);
    expect(world.writes()).toBe(writes);
    expect(await world.attested(adapter)).toBeUndefined();
    world.at += 60_000;
    expect(await world.attested(adapter)).toBe(NEW);
  });

  it('do not follow through a subPath: those pods are restarted', async () => {
    await world.keep();
    await world.run('Deployment', {
      pod: podMounting('db-login', { subPath: 'password' }),
    });
    const adapter = world.adapter(ENTRY);
    world.promote();
    await world.deliver(adapter);
    world.at += 60_000;
    expect(await world.attested(adapter)).toBeUndefined();
    await world.reload(adapter);
    await world.api.settle();
    expect(await world.attested(adapter)).toBe(NEW);
  });
});

describe('a CronJob', () => {
  it('counts at its next start, and is well until then', async () => {
    await world.keep();
    world.at += 5_000;
    world.api.create('CronJob', NAMESPACE, {
      metadata: {
        name: 'report',
        labels: { 'backstage.io/kubernetes-id': 'checkout' },
      },
      spec: {
        jobTemplate: {
          spec: {
            template: {
              spec: {
                containers: [
                  {
                    name: 'main',
                    envFrom: [{ secretRef: { name: 'db-login' } }],
                  },
                ],
              },
            },
          },
        },
      },
    });
    world.promote();
    await world.deliver();
    expect(await world.reload()).toEqual({ told: 1 });
    expect(await world.observe()).toEqual([
      expect.objectContaining({
        health: 'healthy',
        strength: 'none',
        finding: 'not-reloaded',
      }),
    ]);
    world.api.startJob(NAMESPACE, 'report');
    await world.api.settle();
    expect(await world.attested()).toBe(NEW);
    expect(await world.observe()).toHaveLength(2);
  });
});

describe('a Secret that Keyturn writes', () => {
  const ENTRY = {
    keeper: 'keyturn',
    secret: { name: '{name}-login', keys: { DB_PASSWORD: 'password' } },
  };

  beforeEach(async () => {
    world.api.create('Secret', NAMESPACE, {
      metadata: {
        name: 'checkout-login',
        labels: { 'keyturn.dev/written-by': 'keyturn' },
      },
      data: { other: 'a2VwdA==' },
    });
  });

  it('gets the fields by its keys, and keeps what others wrote', async () => {
    await world.deliver(world.adapter(ENTRY));
    const secret = world.api.get('Secret', NAMESPACE, 'checkout-login');
    expect(secret?.data).toEqual({
      other: 'a2VwdA==',
      DB_PASSWORD: Buffer.from('new-password-Zr4kM9').toString('base64'),
    });
    const writes = world.writes();
    await world.deliver(world.adapter(ENTRY));
    expect(world.writes()).toBe(writes);
  });

  it('refuses a worker that is not the owner any more', async () => {
    await world.deliver(world.adapter(ENTRY), NEW, { epoch: 2 });
    await expect(
      world.deliver(world.adapter(ENTRY), OLD, { epoch: 1 }),
    ).rejects.toThrow(FencedError);
  });

  it('is left alone without the label of its owners', async () => {
    world.api.change('Secret', NAMESPACE, 'checkout-login', copy => {
      copy.metadata.labels = {};
    });
    await expect(world.deliver(world.adapter(ENTRY))).rejects.toThrow(
      MisconfiguredError,
    );
    expect(world.writes()).toBe(0);
  });
});

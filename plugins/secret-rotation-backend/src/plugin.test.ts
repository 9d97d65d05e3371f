import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
  createServiceFactory,
  type RootHealthService,
  type SchedulerService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  secretRotationExtensionPoint,
  secretRotationNotifierExtensionPoint,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import request from 'supertest';
import { InMemoryConsumer } from './__testUtils__/InMemoryConsumer';
import { InMemoryStore } from './__testUtils__/InMemoryStore';
import { InMemoryTarget, loginOf } from './__testUtils__/InMemoryTarget';
import { rememberingLogger } from './__testUtils__/rememberingLogger';
import { RememberingNotifier } from './__testUtils__/RememberingNotifier';
import { secretRotationPlugin } from './plugin';

jest.setTimeout(90_000);

const PATH = 'payments/login';
const LOGIN = 'resource:default/login';

const ENTITIES: Entity[] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'login' },
    spec: {
      type: 'secret',
      owner: 'user:default/mock',
      rotation: {
        store: 'vault',
        path: PATH,
        rotator: 'postgres',
        policy: 'database',
        options: { users: ['payments_a', 'payments_b'] },
      },
    },
    relations: [
      { type: 'ownedBy', targetRef: 'user:default/mock' },
      { type: 'dependencyOf', targetRef: 'component:default/checkout' },
    ],
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'checkout',
      annotations: { 'keyturn.dev/consumer': 'http' },
    },
    spec: { type: 'service', owner: 'user:default/mock' },
    relations: [{ type: 'dependsOn', targetRef: LOGIN }],
  },
];

const CONFIG = {
  fallbackOwner: 'user:default/mock',
  stores: {
    vault: {
      kind: 'memory',
      allow: [{ namespaces: ['default'], paths: ['payments/*'] }],
    },
    broken: { kind: 'nobody-knows', allow: [] },
  },
  rotators: { postgres: { kind: 'memory', allow: ['payments_*'] } },
  consumers: { http: { kind: 'memory' } },
  policies: {
    database: { every: 'P30D', overlap: 'PT0S', soak: 'PT0S' },
  },
  enrolment: [
    { namespaces: ['default'], stores: ['vault'], rotators: ['postgres'] },
  ],
};

function createWorld() {
  const store = new InMemoryStore();
  const target = new InMemoryTarget();
  const consumers = new InMemoryConsumer(store);
  store.put(PATH, loginOf('payments_a', 'original-password'));
  target.passwords.set('payments_a', 'original-password');
  consumers.service('checkout', PATH);
  const adapters = (moduleId: string) =>
    createBackendModule({
      pluginId: 'secret-rotation',
      moduleId,
      register(reg) {
        reg.registerInit({
          deps: { keyturn: secretRotationExtensionPoint },
          async init({ keyturn }) {
            keyturn.addStore('memory', () => store);
            keyturn.addRotator('memory', () => target);
            keyturn.addConsumer('memory', () => consumers);
          },
        });
      },
    });
  const lines: string[] = [];
  const notifier = new RememberingNotifier();
  let scheduler: SchedulerService | undefined;
  const notices = (moduleId: string) =>
    createBackendModule({
      pluginId: 'secret-rotation',
      moduleId,
      register(reg) {
        reg.registerInit({
          deps: {
            keyturn: secretRotationNotifierExtensionPoint,
            schedulerOfPlugin: coreServices.scheduler,
          },
          async init({ keyturn, schedulerOfPlugin }) {
            keyturn.setNotifier(notifier);
            scheduler = schedulerOfPlugin;
          },
        });
      },
    });
  /** What the scheduler does every few seconds: a test's own scheduler runs each task once, at the start. */
  const tellPeople = async () => {
    if (!scheduler) throw new Error('Nobody brings notices to people');
    await scheduler.triggerTask('notify');
  };
  let health: RootHealthService | undefined;
  /** Gets hold of Backstage's health, which answers the portal's readiness probe. */
  const healthReader = createBackendPlugin({
    pluginId: 'health-reader',
    register(reg) {
      reg.registerInit({
        deps: { rootHealth: coreServices.rootHealth },
        async init({ rootHealth }) {
          health = rootHealth;
        },
      });
    },
  });
  const readiness = async () => (await health?.getReadiness())?.status;
  const start = (
    secretRotation: object,
    modules: string[] = ['memory'],
    noticeModules: string[] = [],
  ): Promise<TestBackend> =>
    startTestBackend({
      features: [
        secretRotationPlugin,
        healthReader,
        catalogServiceMock.factory({ entities: ENTITIES }),
        mockServices.rootConfig.factory({ data: { secretRotation } }),
        createServiceFactory({
          service: coreServices.logger,
          deps: {},
          factory: () => rememberingLogger(lines),
        }),
        ...modules.map(adapters),
        ...noticeModules.map(notices),
      ],
    });
  return { store, target, start, readiness, notifier, tellPeople, lines };
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('It did not come to that');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

function serverOf(backend: TestBackend | undefined) {
  if (!backend) throw new Error('The backend has not started');
  return backend.server;
}

describe('the plugin in a backend', () => {
  let backend: TestBackend | undefined;
  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });

  const get = (path: string) =>
    request(serverOf(backend))
      .get(`/api/secret-rotation${path}`)
      .set('authorization', mockCredentials.user.header());

  it('boots with a bad entry and says in the portal what is wrong with it', async () => {
    backend = await createWorld().start(CONFIG);
    const { body, status } = await get('/v1/configuration');
    expect(status).toBe(200);
    expect(body.entries).toContainEqual(
      expect.objectContaining({
        section: 'stores',
        name: 'broken',
        problem: expect.objectContaining({
          message: expect.stringContaining('nobody-knows'),
          fix: expect.any(String),
        }),
      }),
    );
    expect(body.entries).toContainEqual(
      expect.objectContaining({ section: 'stores', name: 'vault' }),
    );
  });

  it.each<[string, object]>([
    ['secretRotation.fallbackOwner is missing', { stores: {} }],
    [
      'secretRotation.fallbackOwner is not an entity ref',
      { fallbackOwner: '' },
    ],
  ])('does not start and names key and fix when %s', async (words, config) => {
    await expect(createWorld().start(config)).rejects.toThrow(
      `${words}. Set secretRotation.fallbackOwner`,
    );
  });

  it('refuses two modules that register the same kind, and names it', async () => {
    await expect(createWorld().start(CONFIG, ['one', 'two'])).rejects.toThrow(
      'Two modules register the store kind "memory"',
    );
  });

  it('starts without a module for notices, and says so once', async () => {
    const world = createWorld();
    backend = await world.start(CONFIG);
    const said = world.lines.filter(line => line.includes('Nobody is told'));
    expect(said).toHaveLength(1);
  });

  it('refuses two modules that bring notices to people', async () => {
    await expect(
      createWorld().start(CONFIG, ['memory'], ['mail', 'chat']),
    ).rejects.toThrow('Two modules bring notices to people');
  });

  it('tells the owner of a run that does not go on, with a link to its page', async () => {
    const world = createWorld();
    world.target.passwords.set('payments_a', 'changed-by-hand');
    backend = await world.start(CONFIG, ['memory'], ['notices']);
    await eventually(async () => {
      const { body } = await get('/v1/secrets/default/login');
      return body.binding === 'enrolled' ? body : undefined;
    });
    const started = await request(backend.server)
      .post('/api/secret-rotation/v1/secrets/default/login/runs')
      .set('authorization', mockCredentials.user.header())
      .send({ reason: 'A test asks for it' });
    const told = await eventually(async () => {
      await world.tellPeople();
      return world.notifier.told[0];
    });
    expect(told).toMatchObject({
      recipient: 'user:default/mock',
      link: `/secret-rotation/runs/${started.body.id}`,
    });
    expect(world.lines.join('\n')).not.toContain('Nobody is told');
  });

  it('leaves the portal ready while stores and targets are down', async () => {
    const world = createWorld();
    const hangs = () => new Promise<never>(() => {});
    jest.spyOn(world.store, 'describe').mockImplementation(hangs);
    const asked = jest
      .spyOn(world.store, 'preflight')
      .mockImplementation(hangs);
    jest
      .spyOn(world.target, 'probe')
      .mockRejectedValue(new Error('connect ECONNREFUSED'));
    backend = await world.start({ ...CONFIG, worker: { lease: 'PT2S' } });
    await eventually(async () => {
      const { body } = await get('/v1/secrets/default/login');
      return body.binding === 'enrolled' ? body : undefined;
    });
    await request(backend.server)
      .post('/api/secret-rotation/v1/secrets/default/login/runs')
      .set('authorization', mockCredentials.user.header())
      .send({ reason: 'A test asks for it' });
    await eventually(async () =>
      asked.mock.calls.length > 0 ? true : undefined,
    );
    expect(await world.readiness()).toBe(200);
    expect((await get('/v1/secrets')).status).toBe(200);
  });

  it('finds the secret in the catalog, starts a run for its owner and carries it to its end', async () => {
    const world = createWorld();
    backend = await world.start(CONFIG);
    const found = await eventually(async () => {
      const { body } = await get('/v1/secrets/default/login');
      return body.binding === 'enrolled' ? body : undefined;
    });
    expect(found).toMatchObject({ entityRef: LOGIN, consumerCount: 1 });
    const list = await get('/v1/secrets');
    expect(list.body.items).toHaveLength(1);

    const started = await request(backend.server)
      .post('/api/secret-rotation/v1/secrets/default/login/runs')
      .set('authorization', mockCredentials.user.header())
      .send({ reason: 'A test asks for it' });
    expect(started.status).toBe(201);
    const run = await eventually(async () => {
      const { body } = await get(`/v1/runs/${started.body.id}`);
      return ['queued', 'running', 'waiting'].includes(body.state)
        ? undefined
        : body;
    });
    expect(run).toMatchObject({ state: 'succeeded', newVersion: 2 });
    expect([...world.target.passwords.keys()]).toEqual(['payments_b']);
    expect(world.store.currentOf(PATH)?.value.public('username')).toBe(
      'payments_b',
    );
  });
});

import { createBackendPlugin } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import {
  secretRotationNotifierExtensionPoint,
  UnavailableError,
  type Notice,
  type Notifier,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import request from 'supertest';
import secretRotationModuleNotifications from './index';

jest.setTimeout(60_000);

const ANA = 'user:default/ana';
const BEN = 'user:default/ben';
const CAT = 'user:default/cat';

const NOTICE: Notice = {
  recipient: 'group:default/payments',
  scope: 'run/12/forward/verify/1/decision/abc',
  title: 'login: the rotation needs a decision',
  description: 'Run R-12 stands still at verify.',
  link: '/secret-rotation/runs/12',
  severity: 'high',
};

function user(ref: string): Entity {
  const name = ref.split('/')[1];
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default' },
    spec: {},
  };
}

const ENTITIES: Entity[] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'payments', namespace: 'default' },
    spec: { type: 'team', children: [] },
    relations: [ANA, BEN].map(targetRef => ({
      type: 'hasMember',
      targetRef,
    })),
  },
  ...[ANA, BEN, CAT].map(user),
];

/** A backend with this module and, in place of the engine, a plugin that hands its notifier to the test. */
async function start(features: Array<typeof notificationsPlugin>) {
  let notifier: Notifier | undefined;
  const backend = await startTestBackend({
    features: [
      createBackendPlugin({
        pluginId: 'secret-rotation',
        register(env) {
          env.registerExtensionPoint(secretRotationNotifierExtensionPoint, {
            setNotifier(given) {
              notifier = given;
            },
          });
          env.registerInit({ deps: {}, async init() {} });
        },
      }),
      secretRotationModuleNotifications,
      catalogServiceMock.factory({ entities: ENTITIES }),
      mockServices.rootConfig.factory({
        data: { app: { baseUrl: 'http://localhost:3000' } },
      }),
      ...features,
    ],
  });
  const tell = async (part: Partial<Notice> = {}) => {
    if (!notifier) throw new Error('The module registered nobody');
    await notifier.tell(
      { ...NOTICE, ...part },
      { signal: new AbortController().signal },
    );
  };
  return { backend, tell };
}

describe('Backstage’s notifications', () => {
  let backend: TestBackend | undefined;
  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });

  const inboxOf = async (ref: string) => {
    if (!backend) throw new Error('The backend has not started');
    const { body, status } = await request(backend.server)
      .get('/api/notifications')
      .set('authorization', mockCredentials.user.header(ref));
    expect(status).toBe(200);
    return body.notifications as Array<{ payload: object; read?: string }>;
  };

  it('brings a notice to every member of the owning group, and to nobody else', async () => {
    const world = await start([notificationsPlugin]);
    backend = world.backend;
    await world.tell();
    const { recipient: _, ...content } = NOTICE;
    for (const ref of [ANA, BEN]) {
      expect(await inboxOf(ref)).toMatchObject([
        { origin: 'plugin:secret-rotation', payload: content },
      ]);
    }
    expect(await inboxOf(CAT)).toEqual([]);
  });

  it('lets a reminder take the place of what it reminds of, and another run stand beside it', async () => {
    const world = await start([notificationsPlugin]);
    backend = world.backend;
    await world.tell({ recipient: ANA });
    await world.tell({ recipient: ANA, title: `Reminder: ${NOTICE.title}` });
    expect(await inboxOf(ANA)).toMatchObject([
      { payload: { title: `Reminder: ${NOTICE.title}` } },
    ]);
    await world.tell({ recipient: ANA, scope: 'run/13/ended/abc' });
    expect(await inboxOf(ANA)).toHaveLength(2);
  });

  it('that are not installed leave the notice untold, and no inner address gets out', async () => {
    const world = await start([]);
    backend = world.backend;
    const error = await world.tell().catch((it: unknown) => it);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(String(error)).not.toMatch(/http|localhost|404/);
  });
});

import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import type { UnmanagedSecret } from '@keyturn/backstage-plugin-secret-rotation-common';
import catalogModuleSecretRotation from '.';

jest.setTimeout(60_000);

/** What a stand-in of the secret-rotation plugin answers, and who asked it. */
interface Answers {
  pages: UnmanagedSecret[][];
  askers: string[];
}

function secretRotation(answers: Answers) {
  return createBackendPlugin({
    pluginId: 'secret-rotation',
    register(env) {
      env.registerInit({
        deps: {
          http: coreServices.httpRouter,
          httpAuth: coreServices.httpAuth,
        },
        async init({ http, httpAuth }) {
          http.use(async (request, response, next) => {
            const { principal } = await httpAuth.credentials(request, {
              allow: ['service'],
            });
            if (request.path !== '/v1/unmanaged') return next();
            answers.askers.push(principal.subject);
            const page = Number(request.query.cursor ?? 0);
            const nextCursor =
              page + 1 < answers.pages.length ? String(page + 1) : undefined;
            return response.json({
              items: answers.pages[page],
              nextCursor,
              stores: [],
            });
          });
        },
      });
    },
  });
}

function held(path: string): UnmanagedSecret {
  const tags = { team: 'billing', note: 'two words', 'aws:made-by': 'stack' };
  return { store: 'vault-prod', path, tags };
}

describe('the provider of unmanaged secrets', () => {
  let backend: TestBackend | undefined;
  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });

  const schedule = { frequency: { seconds: 1 }, timeout: { minutes: 1 } };

  async function start(answers: Answers, unmanaged?: object) {
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        catalogModuleSecretRotation,
        secretRotation(answers),
        mockServices.rootConfig.factory({
          data: {
            secretRotation: { fallbackOwner: 'group:default/platform' },
            catalog: unmanaged
              ? { providers: { secretRotation: { unmanaged } } }
              : {},
          },
        }),
      ],
    });
  }

  async function entities(): Promise<Entity[]> {
    const response = await fetch(
      `http://localhost:${backend?.server.port()}/api/catalog/entities?filter=kind=resource`,
      { headers: { authorization: mockCredentials.service.header() } },
    );
    return response.json() as Promise<Entity[]>;
  }

  async function eventually(count: number): Promise<Entity[]> {
    const deadline = Date.now() + 40_000;
    for (;;) {
      const found = await entities();
      if (found.length === count) return found;
      if (Date.now() > deadline)
        throw new Error(`The catalog has ${found.length} of ${count}`);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  it('shows by name and tags what the secret-rotation plugin says that nobody claims', async () => {
    const answers = {
      pages: [[held('legacy/Billing FTP')], [held('x'.repeat(200))]],
      askers: [],
    };
    await start(answers, { schedule });
    const found = await eventually(2);
    const billing = found.find(
      ({ metadata }) => metadata.title === 'legacy/Billing FTP',
    );
    expect(billing).toMatchObject({
      metadata: {
        name: expect.stringMatching(
          /^vault-prod-legacy-billing-ftp-[0-9a-f]{10}$/,
        ),
        namespace: 'default',
        annotations: { 'keyturn.dev/lifecycle': 'unmanaged' },
        labels: { 'tags.keyturn.dev/team': 'billing' },
      },
      spec: { type: 'secret', owner: 'group:default/platform' },
    });
    expect(answers.askers).toContain('plugin:catalog');
  });

  it('keeps to its limit, its namespace and its owner, and leaves tags out', async () => {
    const answers = {
      pages: [[held('one'), held('two')], [held('three')]],
      askers: [],
    };
    await start(answers, {
      schedule,
      limit: 2,
      tags: false,
      namespace: 'unmanaged',
      owner: 'group:default/security',
    });
    const found = await eventually(2);
    for (const entity of found) {
      expect(entity).toMatchObject({
        metadata: { namespace: 'unmanaged' },
        spec: { owner: 'group:default/security' },
      });
      expect(entity.metadata).not.toHaveProperty('labels');
    }
  });

  it('asks nothing unless it is switched on', async () => {
    const answers: Answers = { pages: [[held('one')]], askers: [] };
    await start(answers);
    expect(await entities()).toEqual([]);
    expect(answers.askers).toEqual([]);
  });

  it('leaves the catalog alone when its own configuration is wrong', async () => {
    const answers: Answers = { pages: [[held('one')]], askers: [] };
    await start(answers, { limit: 0 });
    expect(await entities()).toEqual([]);
    expect(answers.askers).toEqual([]);
  });
});

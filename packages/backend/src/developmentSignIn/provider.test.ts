import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { ConfigSources } from '@backstage/config-loader';
import authPlugin from '@backstage/plugin-auth-backend';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import catalogModuleSecretRotation from '@keyturn/backstage-plugin-catalog-backend-module-secret-rotation';
import developmentSignIn from '.';
import { createDevelopmentProviderFactory } from './provider';

/** The real app-config and the real example catalog, so that the persons on the sign-in page are proven to exist. */
async function exampleConfig() {
  const appConfig = resolve(__dirname, '../../../../app-config.yaml');
  const config = await ConfigSources.toConfig(
    ConfigSources.default({ argv: ['--config', appConfig] }),
  );
  return mockServices.rootConfig.factory({
    data: {
      app: config.get('app'),
      auth: config.get('auth'),
      catalog: config.get('catalog'),
    },
  });
}

function providerIn(environment: string | undefined) {
  return createBackendModule({
    pluginId: 'auth',
    moduleId: 'development-provider',
    register(reg) {
      reg.registerInit({
        deps: { providers: authProvidersExtensionPoint },
        async init({ providers }) {
          providers.registerProvider({
            providerId: 'development',
            factory: createDevelopmentProviderFactory({ environment }),
          });
        },
      });
    },
  });
}

async function start(signIn: ReturnType<typeof providerIn>) {
  return startTestBackend({
    features: [
      await exampleConfig(),
      authPlugin,
      catalogPlugin,
      catalogModuleSecretRotation,
      signIn,
    ],
  });
}

async function signInAs(
  backend: TestBackend,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  const response = await fetch(
    `http://localhost:${backend.server.port()}/api/auth/development/refresh`,
    { headers },
  );
  return { status: response.status, body: await response.text() };
}

/** Polls, because the catalog reads the example files after its start. */
async function signInOnceInCatalog(backend: TestBackend, entityRef: string) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await signInAs(backend, { 'x-development-user': entityRef });
    if (answer.status !== 404 || Date.now() > deadline) {
      return answer;
    }
    await delay(100);
  }
}

describe('the development sign-in', () => {
  describe('in development', () => {
    let backend: TestBackend;
    beforeAll(async () => {
      backend = await start(providerIn('development'));
    }, 60_000);
    afterAll(async () => {
      await backend?.stop();
    });

    it.each([
      ['user:default/ana.ruiz', 'Ana Ruiz', ['group:default/team-payments']],
      [
        'user:default/jonas.weber',
        'Jonas Weber',
        ['group:default/team-payments'],
      ],
      ['user:default/vera.lind', 'Vera Lind', []],
      [
        'user:default/sam.okafor',
        'Sam Okafor',
        ['group:default/team-security'],
      ],
    ])(
      'signs %s in as the catalog user, with the groups of the catalog',
      async (entityRef, displayName, groups) => {
        const answer = await signInOnceInCatalog(backend, entityRef);
        expect(answer).toMatchObject({ status: 200 });
        const { profile, backstageIdentity } = JSON.parse(answer.body);
        expect(profile.displayName).toBe(displayName);
        expect(backstageIdentity.identity).toMatchObject({
          type: 'user',
          userEntityRef: entityRef,
        });
        expect(
          [...backstageIdentity.identity.ownershipEntityRefs].sort(),
        ).toEqual([...groups, entityRef].sort());
      },
      40_000,
    );

    it.each([
      ['a user who is not on the list', 'user:default/mallory'],
      ['a group', 'group:default/team-payments'],
      ['a short form of a user on the list', 'ana.ruiz'],
      ['another spelling of a user on the list', 'User:default/Ana.Ruiz'],
      ['nothing', ''],
    ])('refuses %s', async (_who, entityRef) => {
      const answer = await signInAs(backend, {
        'x-development-user': entityRef,
      });
      expect(answer.status).toBe(403);
      expect(answer.body).not.toContain('token');
    });

    it('refuses a request without the header, also when the query names a user', async () => {
      const response = await fetch(
        `http://localhost:${backend.server.port()}/api/auth/development/refresh?x-development-user=user:default/ana.ruiz`,
      );
      expect(response.status).toBe(403);
    });
  });

  it.each(['production', 'test', 'Development', '', undefined])(
    'refuses everybody when NODE_ENV is %p, whatever app-config says',
    async environment => {
      const backend = await start(providerIn(environment));
      try {
        const answer = await signInAs(backend, {
          'x-development-user': 'user:default/ana.ruiz',
        });
        expect(answer.status).toBe(403);
        expect(answer.body).toContain('NODE_ENV=development');
      } finally {
        await backend.stop();
      }
    },
    60_000,
  );

  it('takes the environment from NODE_ENV: this test run is refused', async () => {
    const backend = await start(developmentSignIn);
    try {
      const answer = await signInAs(backend, {
        'x-development-user': 'user:default/ana.ruiz',
      });
      expect(answer.status).toBe(403);
    } finally {
      await backend.stop();
    }
  }, 60_000);
});

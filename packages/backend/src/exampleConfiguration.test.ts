import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { loadConfigSchema } from '@backstage/config-loader';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import catalogModuleSecretRotation from '@keyturn/backstage-plugin-catalog-backend-module-secret-rotation';
import secretRotationPlugin from '@keyturn/backstage-plugin-secret-rotation-backend';
import httpModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-http';
import postgresModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-postgres';
import vaultModule from '@keyturn/backstage-plugin-secret-rotation-backend-module-vault';
import { exampleConfig } from './__testUtils__/exampleConfig';

describe('the example configuration', () => {
  it('has the shape that the installed packages declare, and its credentials are marked as secret', async () => {
    const schema = await loadConfigSchema({
      dependencies: ['app', 'backend'],
    });
    const data = (await exampleConfig()).get();
    const sources = [{ data: Object(data), context: 'example' }];
    expect(() => schema.process(sources)).not.toThrow();

    const secrets = JSON.stringify(
      schema.process(sources, { visibility: ['secret'] }),
    );
    expect(secrets).toContain('example-vault-token');
    expect(secrets).toContain('example-admin-password');
    expect(secrets).toContain('example-consumer-token');
    const frontend = JSON.stringify(
      schema.process(sources, { visibility: ['frontend'] }),
    );
    expect(frontend).toContain('user:default/ana.ruiz');
    expect(frontend).not.toContain('secretRotation');
    expect(frontend).not.toContain('example-');
  }, 60_000);

  describe('in a running backend', () => {
    let backend: TestBackend;
    beforeAll(async () => {
      const config = await exampleConfig();
      backend = await startTestBackend({
        features: [
          mockServices.rootConfig.factory({
            data: {
              secretRotation: config.get('secretRotation'),
              catalog: config.get('catalog'),
            },
          }),
          catalogPlugin,
          catalogModuleSecretRotation,
          secretRotationPlugin,
          vaultModule,
          postgresModule,
          httpModule,
        ],
      });
    }, 60_000);
    afterAll(async () => {
      await backend?.stop();
    });

    it('is read by the plugin and its modules without a problem in any entry', async () => {
      const response = await fetch(
        `http://localhost:${backend.server.port()}/api/secret-rotation/v1/configuration`,
        { headers: { authorization: mockCredentials.user.header() } },
      );
      expect(response.status).toBe(200);
      const body = await response.json();
      expect(body.entries.length).toBeGreaterThanOrEqual(9);
      expect(
        body.entries.filter((entry: { problem?: object }) => entry.problem),
      ).toEqual([]);
    });

    it('lists what its store holds, for the portal and for the catalog', async () => {
      const response = await fetch(
        `http://localhost:${backend.server.port()}/api/secret-rotation/v1/unmanaged`,
        {
          headers: {
            authorization: mockCredentials.service.header({
              onBehalfOf: mockCredentials.service('plugin:catalog'),
              targetPluginId: 'secret-rotation',
            }),
          },
        },
      );
      expect(response.status).toBe(200);
      const { stores } = await response.json();
      expect(stores.map(({ store }: { store: string }) => store)).toEqual([
        'vault',
      ]);
    });
  });
});

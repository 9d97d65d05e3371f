import { setTimeout as delay } from 'node:timers/promises';
import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
  type AuthService,
} from '@backstage/backend-plugin-api';
import { startTestBackend } from '@backstage/backend-test-utils';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
  type CatalogService,
  type EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import catalogModuleSecretRotation from '@keyturn/backstage-plugin-catalog-backend-module-secret-rotation';

const ANNOTATIONS = {
  'backstage.io/managed-by-location': 'file:/test/catalog.yaml',
  'backstage.io/managed-by-origin-location': 'file:/test/catalog.yaml',
};

/** Backstage's real catalog with our module, holding exactly what a test says. */
export class RealCatalog {
  readonly service: CatalogService;
  readonly auth: AuthService;
  readonly #connection: EntityProviderConnection;
  readonly #stop: () => Promise<void>;

  static async start(): Promise<RealCatalog> {
    const found: Partial<{
      connection: EntityProviderConnection;
      service: CatalogService;
      auth: AuthService;
    }> = {};
    const contents = createBackendModule({
      pluginId: 'catalog',
      moduleId: 'test-contents',
      register(reg) {
        reg.registerInit({
          deps: { processing: catalogProcessingExtensionPoint },
          async init({ processing }) {
            processing.addEntityProvider({
              getProviderName: () => 'test-contents',
              connect: async established => {
                found.connection = established;
              },
            });
          },
        });
      },
    });
    const client = createBackendPlugin({
      pluginId: 'secret-rotation',
      register(reg) {
        reg.registerInit({
          deps: { catalog: catalogServiceRef, auth: coreServices.auth },
          async init({ catalog, auth }) {
            Object.assign(found, { service: catalog, auth });
          },
        });
      },
    });
    const backend = await startTestBackend({
      features: [catalogPlugin, catalogModuleSecretRotation, contents, client],
    });
    const { connection, service, auth } = found;
    if (!connection || !service || !auth)
      throw new Error('The catalog did not start');
    return new RealCatalog(connection, service, auth, () => backend.stop());
  }

  private constructor(
    connection: EntityProviderConnection,
    service: CatalogService,
    auth: AuthService,
    stop: () => Promise<void>,
  ) {
    this.#connection = connection;
    this.service = service;
    this.auth = auth;
    this.#stop = stop;
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** Makes these the only entities and polls until the catalog has processed them and their relations. */
  async holds(...entities: Entity[]): Promise<void> {
    const located = entities.map(entity => ({
      ...entity,
      metadata: {
        ...entity.metadata,
        annotations: { ...ANNOTATIONS, ...entity.metadata.annotations },
      },
    }));
    await this.#connection.applyMutation({
      type: 'full',
      entities: located.map(entity => ({ entity })),
    });
    const deadline = Date.now() + 30_000;
    while (!(await this.#isAt(located))) {
      if (Date.now() > deadline)
        throw new Error('The catalog did not get there in 30 seconds');
      await delay(50);
    }
  }

  async #isAt(wanted: readonly Entity[]): Promise<boolean> {
    const credentials = await this.auth.getOwnServiceCredentials();
    const { items } = await this.service.getEntities({}, { credentials });
    const present = new Map(
      items.map(item => [stringifyEntityRef(item), item] as const),
    );
    return (
      present.size === wanted.length &&
      wanted.every(entity => {
        const item = present.get(stringifyEntityRef(entity));
        if (JSON.stringify(item?.spec) !== JSON.stringify(entity.spec))
          return false;
        if (item?.metadata.title !== entity.metadata.title) return false;
        const depends = (entity.spec?.dependsOn ?? []) as string[];
        const uses = (item?.relations ?? []).filter(
          relation => relation.type === 'dependsOn',
        );
        return (
          uses.length === depends.length &&
          uses.every(({ targetRef }) => {
            const target = present.get(targetRef);
            return (
              !target ||
              (target.relations ?? []).some(
                back =>
                  back.type === 'dependencyOf' &&
                  back.targetRef === stringifyEntityRef(entity),
              )
            );
          })
        );
      }) &&
      // What went leaves no relation behind.
      items.every(item =>
        (item.relations ?? []).every(
          relation =>
            relation.type !== 'dependencyOf' || present.has(relation.targetRef),
        ),
      )
    );
  }
}

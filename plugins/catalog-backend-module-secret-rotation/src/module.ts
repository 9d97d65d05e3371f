import {
  coreServices,
  createBackendModule,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import {
  readProviderSettings,
  type ProviderSettings,
} from './providerSettings';
import {
  catalogModelExtensionPoint,
  secretModelSource,
} from './secretModelLayer';
import { UnmanagedSecretsProvider } from './UnmanagedSecretsProvider';

/**
 * Adds `Resource` of type `secret` to the catalog. Only the shape is checked here: whether a named store,
 * rotator or policy exists is the business of the secret-rotation plugin. With
 * `catalog.providers.secretRotation.unmanaged` in app-config it also shows by name what stores hold and no file claims.
 *
 * @public
 */
export const catalogModuleSecretRotation = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'secret-rotation',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        model: catalogModelExtensionPoint,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const {
          auth,
          config,
          discovery,
          logger,
          model,
          processing,
          scheduler,
        } = deps;
        model.addModelSource(secretModelSource);
        const settings = usable(() => readProviderSettings(config), logger);
        if (!settings) return;
        processing.addEntityProvider(
          new UnmanagedSecretsProvider({
            settings,
            runner: scheduler.createScheduledTaskRunner(settings.schedule),
            discovery,
            auth,
          }),
        );
      },
    });
  },
});

/** A wrong entry switches itself off: the catalog goes on without it. */
function usable(
  read: () => ProviderSettings | undefined,
  logger: LoggerService,
): ProviderSettings | undefined {
  try {
    return read();
  } catch (error) {
    logger.error(
      `Unmanaged secrets are not shown in the catalog: ${
        error instanceof Error ? error.message : 'their configuration is wrong'
      }`,
    );
    return undefined;
  }
}

import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  catalogModelExtensionPoint,
  secretModelSource,
} from './secretModelLayer';

/**
 * Adds `Resource` of type `secret` to the catalog. Only the shape is checked here: whether a named store,
 * rotator or policy exists is the business of the secret-rotation plugin.
 *
 * @public
 */
export const catalogModuleSecretRotation = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'secret-rotation',
  register(reg) {
    reg.registerInit({
      deps: { model: catalogModelExtensionPoint },
      async init({ model }) {
        model.addModelSource(secretModelSource);
      },
    });
  },
});

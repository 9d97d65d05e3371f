import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { PrometheusHealthSource } from './PrometheusHealthSource';
import { readPrometheusSettings } from './settings/readPrometheusSettings';

/** Adds health sources of kind `prometheus` to the secret-rotation plugin. @public */
export const secretRotationModulePrometheus = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'prometheus',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addHealthSource(
          'prometheus',
          entry => new PrometheusHealthSource(readPrometheusSettings(entry)),
        );
      },
    });
  },
});

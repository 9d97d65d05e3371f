import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { HttpConsumerAdapter } from './HttpConsumerAdapter';
import { readHttpConsumerSettings } from './settings';

/** Adds consumers of kind `http` to the secret-rotation plugin. @public */
export const secretRotationModuleHttp = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'http',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addConsumer(
          'http',
          entry => new HttpConsumerAdapter(readHttpConsumerSettings(entry)),
        );
      },
    });
  },
});

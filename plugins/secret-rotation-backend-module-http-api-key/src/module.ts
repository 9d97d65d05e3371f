import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { HttpApiKeyRotator } from './HttpApiKeyRotator';
import { readHttpApiKeySettings } from './settings';

/** Adds rotators of kind `http-api-key` to the secret-rotation plugin. @public */
export const secretRotationModuleHttpApiKey = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'http-api-key',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addRotator(
          'http-api-key',
          entry => new HttpApiKeyRotator(readHttpApiKeySettings(entry)),
        );
      },
    });
  },
});

import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { KeySetRotator } from './KeySetRotator';
import { readKeySetSettings } from './settings';

/** Adds rotators of kind `keyset` to the secret-rotation plugin. @public */
export const secretRotationModuleKeyset = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'keyset',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addRotator(
          'keyset',
          entry => new KeySetRotator(readKeySetSettings(entry)),
        );
      },
    });
  },
});

import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readVaultSettings } from './settings';
import { VaultSecretStore } from './VaultSecretStore';

/** Adds stores of kind `vault` to the secret-rotation plugin. @public */
export const secretRotationModuleVault = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'vault',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addStore(
          'vault',
          entry => new VaultSecretStore(readVaultSettings(entry)),
        );
      },
    });
  },
});

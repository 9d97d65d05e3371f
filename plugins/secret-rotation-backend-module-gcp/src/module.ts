import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { WriteBudgets } from './client/WriteBudgets';
import { GcpSecretStore } from './GcpSecretStore';
import { readGcpSettings } from './settings';

/** Adds stores of kind `gcp` to the secret-rotation plugin. @public */
export const secretRotationModuleGcp = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'gcp',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        const budgets = new WriteBudgets(Date.now);
        secretRotation.addStore('gcp', entry => {
          const settings = readGcpSettings(entry);
          return new GcpSecretStore(settings, budgets.of(settings));
        });
      },
    });
  },
});

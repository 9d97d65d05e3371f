import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { ServiceAccountKeyRotator } from './ServiceAccountKeyRotator';
import { readServiceAccountSettings } from './settings';

/** Adds rotators of kind `gcp-service-account` to the secret-rotation plugin. @public */
export const secretRotationModuleGcpServiceAccount = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'gcp-service-account',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addRotator(
          'gcp-service-account',
          entry =>
            new ServiceAccountKeyRotator(readServiceAccountSettings(entry)),
        );
      },
    });
  },
});

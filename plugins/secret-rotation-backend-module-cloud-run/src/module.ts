import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { googleAuth } from './client/googleAuth';
import { CloudRunConsumerAdapter } from './CloudRunConsumerAdapter';
import { readCloudRunConsumerSettings } from './settings';

/** Adds consumers of kind `cloud-run` to the secret-rotation plugin. @public */
export const secretRotationModuleCloudRun = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'cloud-run',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addConsumer('cloud-run', entry => {
          const settings = readCloudRunConsumerSettings(entry);
          return new CloudRunConsumerAdapter(settings, googleAuth(settings));
        });
      },
    });
  },
});

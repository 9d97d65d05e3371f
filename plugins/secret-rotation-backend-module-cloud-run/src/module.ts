import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  secretRotationExtensionPoint,
  WorkloadConsumerAdapter,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { googleAuth } from './client/googleAuth';
import { CloudRunServices } from './CloudRunServices';
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
          return new WorkloadConsumerAdapter(
            new CloudRunServices(settings, googleAuth(settings)),
          );
        });
      },
    });
  },
});

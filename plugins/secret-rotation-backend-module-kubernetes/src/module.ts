import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readClusters } from './clusters/readClusters';
import { KubernetesConsumerAdapter } from './KubernetesConsumerAdapter';
import { readKubernetesConsumerSettings } from './settings';

/** Adds consumers of kind `kubernetes` to the secret-rotation plugin. @public */
export const secretRotationModuleKubernetes = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'kubernetes',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        secretRotation: secretRotationExtensionPoint,
      },
      async init({ config, secretRotation }) {
        secretRotation.addConsumer(
          'kubernetes',
          entry =>
            new KubernetesConsumerAdapter(
              readKubernetesConsumerSettings(entry, readClusters(config)),
            ),
        );
      },
    });
  },
});

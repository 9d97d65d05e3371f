import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AclUserRotator } from './AclUserRotator';
import { readRedisRotatorSettings } from './settings';

/** Adds rotators of kind `redis` to the secret-rotation plugin. @public */
export const secretRotationModuleRedis = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'redis',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addRotator(
          'redis',
          entry => new AclUserRotator(readRedisRotatorSettings(entry)),
        );
      },
    });
  },
});

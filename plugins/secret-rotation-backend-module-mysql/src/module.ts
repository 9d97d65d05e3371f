import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { rotatorOf } from './rotatorOf';
import { readMysqlRotatorSettings } from './settings';

/** Adds rotators of kind `mysql` to the secret-rotation plugin. @public */
export const secretRotationModuleMysql = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'mysql',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addRotator('mysql', entry =>
          rotatorOf(readMysqlRotatorSettings(entry)),
        );
      },
    });
  },
});

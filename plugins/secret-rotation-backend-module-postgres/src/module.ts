import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { rotatorOf } from './rotatorOf';
import { readPostgresRotatorSettings } from './settings';

/** Adds rotators of kind `postgres` to the secret-rotation plugin. @public */
export const secretRotationModulePostgres = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'postgres',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addRotator('postgres', entry =>
          rotatorOf(readPostgresRotatorSettings(entry)),
        );
      },
    });
  },
});

import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AlternatingUsersRotator } from './AlternatingUsersRotator';
import { readRabbitMqRotatorSettings } from './settings';

/** Adds rotators of kind `rabbitmq` to the secret-rotation plugin. @public */
export const secretRotationModuleRabbitMq = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'rabbitmq',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addRotator(
          'rabbitmq',
          entry =>
            new AlternatingUsersRotator(readRabbitMqRotatorSettings(entry)),
        );
      },
    });
  },
});

import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AlternatingUsersRotator } from './AlternatingUsersRotator';
import { DelegatedLoginRotator } from './DelegatedLoginRotator';
import { readPostgresRotatorSettings } from './settings';

/** Adds rotators of kind `postgres` to the secret-rotation plugin. @public */
export const secretRotationModulePostgres = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'postgres',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addRotator('postgres', entry => {
          const settings = readPostgresRotatorSettings(entry);
          return settings.strategy === 'delegated'
            ? new DelegatedLoginRotator(settings)
            : new AlternatingUsersRotator(settings);
        });
      },
    });
  },
});

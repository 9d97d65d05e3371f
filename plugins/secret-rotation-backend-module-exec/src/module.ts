import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { ExecConsumerAdapter } from './ExecConsumerAdapter';
import { readExecConsumerSettings } from './settings/readExecConsumerSettings';

/** Adds consumers of kind `exec` to the secret-rotation plugin. @public */
export const secretRotationModuleExec = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'exec',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addConsumer(
          'exec',
          entry => new ExecConsumerAdapter(readExecConsumerSettings(entry)),
        );
      },
    });
  },
});

import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AwsSecretStore } from './AwsSecretStore';
import { WriteBudgets } from './client/WriteBudgets';
import { readAwsSettings } from './settings';

/** Adds stores of kind `aws` to the secret-rotation plugin. @public */
export const secretRotationModuleAws = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'aws',
  register(env) {
    env.registerInit({
      deps: {
        secretRotation: secretRotationExtensionPoint,
        config: coreServices.rootConfig,
      },
      async init({ secretRotation, config }) {
        const credentials = DefaultAwsCredentialsManager.fromConfig(config);
        const budgets = new WriteBudgets();
        secretRotation.addStore('aws', entry => {
          const settings = readAwsSettings(entry);
          const budget = budgets.of(settings);
          return new AwsSecretStore({ settings, credentials, budget });
        });
      },
    });
  },
});

import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import {
  secretRotationExtensionPoint,
  WorkloadConsumerAdapter,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { credentialsOf } from './client/credentials';
import { LambdaFunctions } from './LambdaFunctions';
import { readLambdaConsumerSettings } from './settings';

/** Adds consumers of kind `aws-lambda` to the secret-rotation plugin. @public */
export const secretRotationModuleAwsLambda = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'aws-lambda',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        secretRotation: secretRotationExtensionPoint,
      },
      async init({ config, secretRotation }) {
        const manager = DefaultAwsCredentialsManager.fromConfig(config);
        secretRotation.addConsumer('aws-lambda', entry => {
          const settings = readLambdaConsumerSettings(entry);
          const credentials = credentialsOf(manager, settings);
          return new WorkloadConsumerAdapter(
            new LambdaFunctions(settings, credentials),
          );
        });
      },
    });
  },
});

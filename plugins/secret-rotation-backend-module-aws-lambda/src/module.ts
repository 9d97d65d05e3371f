import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { credentialsOf } from './client/credentials';
import { LambdaConsumerAdapter } from './LambdaConsumerAdapter';
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
          return new LambdaConsumerAdapter(
            settings,
            credentialsOf(manager, settings),
          );
        });
      },
    });
  },
});

import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AccessKeyRotator } from './AccessKeyRotator';
import { readAwsIamSettings } from './settings';

/** Adds rotators of kind `aws-iam` to the secret-rotation plugin. @public */
export const secretRotationModuleAwsIam = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'aws-iam',
  register(env) {
    env.registerInit({
      deps: {
        secretRotation: secretRotationExtensionPoint,
        config: coreServices.rootConfig,
      },
      async init({ secretRotation, config }) {
        const credentials = DefaultAwsCredentialsManager.fromConfig(config);
        secretRotation.addRotator(
          'aws-iam',
          entry =>
            new AccessKeyRotator({
              settings: readAwsIamSettings(entry),
              credentials,
            }),
        );
      },
    });
  },
});

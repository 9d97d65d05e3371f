import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { createGitLabCiAdapter } from './createGitLabCiAdapter';
import { readGitLabCiSettings } from './settings';

/** Adds consumers of kind `gitlab-ci` to the secret-rotation plugin. @public */
export const secretRotationModuleGitlabCi = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'gitlab-ci',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        secretRotation: secretRotationExtensionPoint,
      },
      async init({ config, secretRotation }) {
        secretRotation.addConsumer('gitlab-ci', entry =>
          createGitLabCiAdapter(
            readGitLabCiSettings(entry, ScmIntegrations.fromConfig(config)),
          ),
        );
      },
    });
  },
});

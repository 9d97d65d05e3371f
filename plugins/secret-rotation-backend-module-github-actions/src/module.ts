import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { createGitHubActionsAdapter } from './createGitHubActionsAdapter';
import { readGitHubActionsSettings } from './settings';

/** Adds consumers of kind `github-actions` to the secret-rotation plugin. @public */
export const secretRotationModuleGithubActions = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'github-actions',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        secretRotation: secretRotationExtensionPoint,
      },
      async init({ config, secretRotation }) {
        secretRotation.addConsumer('github-actions', entry =>
          createGitHubActionsAdapter(
            readGitHubActionsSettings(
              entry,
              ScmIntegrations.fromConfig(config),
            ),
          ),
        );
      },
    });
  },
});

import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AppRoleRotator } from './appRole/AppRoleRotator';
import { readAppRoleRotatorSettings } from './appRole/settings';
import { keepTokensAlive, type TokenHolder } from './keepTokensAlive';
import { readVaultSettings } from './settings';
import { readStaticRoleSettings } from './staticRoles/settings';
import { StaticRoleStore } from './staticRoles/StaticRoleStore';
import { VaultSecretStore } from './VaultSecretStore';

/** Adds stores of kind `vault` and `vault-static-roles` and rotators of kind `vault-approle` to the secret-rotation plugin. @public */
export const secretRotationModuleVault = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'vault',
  register(env) {
    env.registerInit({
      deps: {
        secretRotation: secretRotationExtensionPoint,
        scheduler: coreServices.scheduler,
        logger: coreServices.logger,
      },
      async init({ secretRotation, scheduler, logger }) {
        const holders = new Map<string, TokenHolder>();
        secretRotation.addStore('vault', entry => {
          const store = new VaultSecretStore(readVaultSettings(entry));
          holders.set(`store ${entry.name}`, store);
          return store;
        });
        secretRotation.addStore('vault-static-roles', entry => {
          const store = new StaticRoleStore(readStaticRoleSettings(entry));
          holders.set(`store ${entry.name}`, store);
          return store;
        });
        secretRotation.addRotator('vault-approle', entry => {
          const rotator = new AppRoleRotator(readAppRoleRotatorSettings(entry));
          holders.set(`rotator ${entry.name}`, rotator);
          return rotator;
        });
        await scheduler.scheduleTask({
          id: 'secret-rotation-vault-tokens',
          // Tokens are kept in the memory of each replica.
          scope: 'local',
          frequency: { seconds: 30 },
          timeout: { seconds: 60 },
          fn: signal => keepTokensAlive(holders, { signal, logger }),
        });
      },
    });
  },
});

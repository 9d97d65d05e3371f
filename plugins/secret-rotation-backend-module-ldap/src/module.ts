import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { EntryPasswordRotator } from './EntryPasswordRotator';
import { readLdapRotatorSettings } from './settings';

/** Adds rotators of kind `ldap` to the secret-rotation plugin. @public */
export const secretRotationModuleLdap = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'ldap',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addRotator(
          'ldap',
          entry => new EntryPasswordRotator(readLdapRotatorSettings(entry)),
        );
      },
    });
  },
});

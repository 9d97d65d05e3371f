import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { FileAuthority } from './ca/FileAuthority';
import { refreshLists } from './ca/refreshLists';
import { readFileAuthoritySettings } from './ca/settings';
import { CertificateRotator } from './CertificateRotator';

/** Adds rotators of kind `tls-ca` to the secret-rotation plugin. @public */
export const secretRotationModuleTls = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'tls',
  register(env) {
    env.registerInit({
      deps: {
        secretRotation: secretRotationExtensionPoint,
        scheduler: coreServices.scheduler,
        logger: coreServices.logger,
      },
      async init({ secretRotation, scheduler, logger }) {
        const authorities = new Map<string, FileAuthority>();
        secretRotation.addRotator('tls-ca', entry => {
          const authority = new FileAuthority(readFileAuthoritySettings(entry));
          authorities.set(entry.name, authority);
          return new CertificateRotator(authority);
        });
        await scheduler.scheduleTask({
          id: 'secret-rotation-tls-lists',
          // Only some replicas may reach an authority's folder.
          scope: 'local',
          frequency: { hours: 1 },
          timeout: { minutes: 5 },
          fn: () => refreshLists(authorities, logger),
        });
      },
    });
  },
});

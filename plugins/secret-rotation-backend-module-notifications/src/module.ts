import { createBackendModule } from '@backstage/backend-plugin-api';
import { notificationService } from '@backstage/plugin-notifications-node';
import { secretRotationNotifierExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { BackstageNotifier } from './BackstageNotifier';

/** Brings the notices of the secret-rotation plugin to Backstage's notifications. @public */
export const secretRotationModuleNotifications = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'notifications',
  register(env) {
    env.registerInit({
      deps: {
        notifications: notificationService,
        secretRotation: secretRotationNotifierExtensionPoint,
      },
      async init({ notifications, secretRotation }) {
        secretRotation.setNotifier(new BackstageNotifier(notifications));
      },
    });
  },
});

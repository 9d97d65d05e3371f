import { ConflictError } from '@backstage/errors';
import type {
  Notifier,
  SecretRotationNotifierExtensionPoint,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** What the module registers with that brings notices to people, and who that is. A second one is refused. */
export function createNotifierSlot(): {
  extensionPoint: SecretRotationNotifierExtensionPoint;
  readonly notifier: Notifier | undefined;
} {
  let notifier: Notifier | undefined;
  return {
    get notifier() {
      return notifier;
    },
    extensionPoint: {
      setNotifier(given) {
        if (notifier) {
          throw new ConflictError(
            'Two modules bring notices to people. Remove one of them',
          );
        }
        notifier = given;
      },
    },
  };
}

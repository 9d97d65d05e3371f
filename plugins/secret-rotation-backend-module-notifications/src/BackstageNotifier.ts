import type { NotificationService } from '@backstage/plugin-notifications-node';
import {
  UnavailableError,
  type Notice,
  type Notifier,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** By which people switch these notifications off in their settings. */
const TOPIC = 'Secret rotation';

/** Hands notices to Backstage's notifications, which finds the members of a group and keeps one entry a scope. */
export class BackstageNotifier implements Notifier {
  readonly #notifications: NotificationService;

  constructor(notifications: NotificationService) {
    this.#notifications = notifications;
  }

  async tell(notice: Notice): Promise<void> {
    const { recipient, scope, title, description, link, severity } = notice;
    try {
      await this.#notifications.send({
        recipients: { type: 'entity', entityRef: recipient },
        payload: { title, description, link, severity, scope, topic: TOPIC },
      });
    } catch {
      // Its text names the backend's inner addresses.
      throw new UnavailableError(
        'Backstage’s notifications did not take the notice',
      );
    }
  }
}

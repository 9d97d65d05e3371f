import type { Notifier } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Task } from './tasks';
import { tellPeople, type TellOptions } from './tellPeople';

/** The task that tells people what waits for them. Without a module that brings notices to them there is none. */
export function noticeTasks(
  options: Omit<TellOptions, 'notifier'> & { readonly notifier?: Notifier },
): Task[] {
  const { notifier, logger } = options;
  if (!notifier) {
    logger.info(
      'Nobody is told what waits for them: no module for notices is installed (docs/integrations/notifications.md)',
    );
    return [];
  }
  return [
    {
      id: 'notify',
      everySeconds: 10,
      timeoutSeconds: 60,
      scope: 'global',
      run: tellPeople({ ...options, notifier }),
    },
  ];
}

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';

/** The channel on which pages hear that they should look again. */
const CHANNEL = 'secret-rotation:changes';

/** Tells every open page that something changed: numbers alone, no names, so that nobody learns what they may not. */
export function publishChanges(
  signals: SignalsService,
  logger: LoggerService,
): (change: { secretId: number; runId?: number }) => void {
  return change => {
    signals
      .publish({
        recipients: { type: 'broadcast' },
        channel: CHANNEL,
        message: { ...change },
      })
      .catch(() =>
        logger.debug('A page could not be told of a change; it asks by itself'),
      );
  };
}

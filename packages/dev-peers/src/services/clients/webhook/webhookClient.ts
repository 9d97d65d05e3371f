import { createHmac, randomBytes } from 'node:crypto';
import { SIGNATURE_HEADER } from '../../../webhook/signature';
import { HttpAnswerError } from '../HttpAnswerError';
import type { WebhookServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

/** Sends messages that are signed with a shared secret. */
export const webhookClient: TargetClient<WebhookServiceTarget> = {
  secretField: 'value',
  connect: async ({ url }, { value }) => ({
    query: async () => {
      const body = randomBytes(16).toString('hex');
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          [SIGNATURE_HEADER]: createHmac('sha256', value)
            .update(body)
            .digest('hex'),
        },
        signal: AbortSignal.timeout(5_000),
      });
      await response.body?.cancel();
      if (!response.ok) throw new HttpAnswerError(response.status);
    },
    close: async () => undefined,
  }),
  failureOf: error =>
    error instanceof HttpAnswerError && error.status === 401
      ? 'refused'
      : 'unknown',
};

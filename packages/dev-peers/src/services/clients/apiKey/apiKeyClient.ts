import { HttpAnswerError } from '../HttpAnswerError';
import type { ApiKeyServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

/** Speaks to an API with a key. There is no connection that knows the key: each request shows it. */
export const apiKeyClient: TargetClient<ApiKeyServiceTarget> = {
  secretField: 'key',
  connect: async ({ url }, { key }) => ({
    query: async () => {
      const response = await fetch(url, {
        headers: { authorization: `Bearer ${key}` },
        redirect: 'error',
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

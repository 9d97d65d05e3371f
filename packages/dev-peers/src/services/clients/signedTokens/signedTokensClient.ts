import {
  readSigningKeys,
  signToken,
  TOKEN_SECONDS,
} from '../../../signedTokens';
import { HttpAnswerError } from '../HttpAnswerError';
import type { SignedTokensServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

/** An issuer: signs tokens with the keys of a value, and has each verified at once. */
export const signedTokensClient: TargetClient<SignedTokensServiceTarget> = {
  secretField: 'keySet',
  connect: async ({ url }, { keySet }, name) => {
    const keys = readSigningKeys(keySet);
    return {
      query: async () => {
        const response = await fetch(url, {
          method: 'POST',
          body: await signToken(keys, name, TOKEN_SECONDS),
          headers: { 'content-type': 'text/plain' },
          signal: AbortSignal.timeout(5_000),
        });
        await response.body?.cancel();
        if (!response.ok) throw new HttpAnswerError(response.status);
      },
      close: async () => undefined,
    };
  },
  failureOf: error =>
    error instanceof HttpAnswerError && error.status === 401
      ? 'refused'
      : 'unknown',
};

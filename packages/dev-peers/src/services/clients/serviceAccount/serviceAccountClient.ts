import { JWT } from 'google-auth-library';
import type { ServiceAccountServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

/** Speaks to Google: each time it buys a new access token with an assertion that the key signs. */
export const serviceAccountClient: TargetClient<ServiceAccountServiceTarget> = {
  secretField: 'private_key',
  connect: async ({ tokenUrl }, fields) => ({
    query: async () => {
      const client = new JWT({
        email: fields.client_email,
        keyId: fields.private_key_id,
        key: fields.private_key,
        scopes: ['openid'],
        transporterOptions: {
          // The library knows Google's address alone.
          fetchImplementation: (_, init) =>
            fetch(tokenUrl, { ...init, signal: AbortSignal.timeout(5_000) }),
          retryConfig: { retry: 0 },
        },
      });
      await client.authorize();
    },
    close: async () => undefined,
  }),
  failureOf: error =>
    Object(error).response?.data?.error === 'invalid_grant'
      ? 'refused'
      : 'unknown',
};

import type {
  EffectContext,
  ProbeAnswer,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { JWT } from 'google-auth-library';
import type { ServiceAccountCredential } from '../credentialsFile';
import { grantFailureOf } from './failures';
import { googleFetch } from './googleFetch';

const TIMEOUT_MS = 5_000;
const SCOPE = 'openid';

/** What Google says of a key that is unknown, disabled or deleted, or of an account that is gone. */
const REFUSAL = /^invalid jwt signature|account not found/i;

/** Tries keys by exchanging a signed assertion for an access token, which is thrown away. @internal */
export class TokenExchange {
  readonly #standIn?: string;

  constructor(standIn: string | undefined) {
    this.#standIn = standIn;
  }

  /** Never throws. The token endpoint is Google's, whatever the value names. */
  async probe(
    { email, keyId, privateKey }: ServiceAccountCredential,
    { signal }: EffectContext,
  ): Promise<ProbeAnswer> {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const client = new JWT({
      ...{ email, keyId, key: privateKey, scopes: [SCOPE] },
      transporterOptions: {
        fetchImplementation: googleFetch(this.#standIn, inTime),
      },
    });
    try {
      await client.authorize();
      return 'accepted';
    } catch (error) {
      const said = grantFailureOf(error);
      // A wrong clock is an `invalid_grant` too, and says nothing of the key.
      return said?.error === 'invalid_grant' &&
        REFUSAL.test(said.error_description)
        ? 'rejected'
        : 'unknown';
    }
  }
}

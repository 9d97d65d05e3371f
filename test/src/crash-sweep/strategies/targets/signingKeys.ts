import {
  firstSigningKeys,
  startTokenService,
  TOKEN_SECONDS,
} from '@keyturn/dev-peers/signed-tokens';
import type { TargetKind } from '../contracts';
import { ORACLE_NAME } from '../targetView';

const NAME = 'login-tokens';
/** What verifiers keep of a document, and what clocks may differ, on top of what a token lasts. */
const MARGIN_SECONDS = 1;

/** Verifiers of tokens that consumers sign: they read the published keys, one version ahead. A stand-in. */
export const signingKeys: TargetKind = {
  name: 'signing keys',
  traits: {
    issues: 'chosen',
    overlap: 'dual',
    accounts: 'one',
    staysUntilNext: true,
  },
  failpoints: 'rotator',
  missing: () => undefined,

  start: async ({ store }) => {
    const service = await startTokenService(store, ORACLE_NAME);
    let before: readonly string[] = [];
    return {
      entry: {
        kind: 'keyset',
        algorithm: 'ES256',
        jwks: service.jwks,
        longestToken: `PT${TOKEN_SECONDS + MARGIN_SECONDS}S`,
        network: { allow: ['127.0.0.0/8'], plainHttp: true },
      },
      allow: [NAME],
      options: { name: NAME },
      firstValue: { keySet: await firstSigningKeys() },
      endpoints: [{ kind: 'signed-tokens', url: service.url }],
      // What goes on the way to a version comes back on the way back, so only what is gone in the end counts.
      effects: async () => {
        const published = await service.published();
        const gone = before.filter(kid => !published.includes(kid));
        before = published;
        return gone.map(account => ({ kind: 'revoked', account }));
      },
      server: { stop: service.stop },
    };
  },
};

import { policyLine, type KvEndpoint } from '../kv/endpoints';

/** The rights over itself that a token needs where nothing but itself prolongs it. */
export const OWN_TOKEN: readonly KvEndpoint[] = [
  {
    code: 'vault.token-lookup',
    right: 'ask how long it lives',
    path: 'auth/token/lookup-self',
    capabilities: ['read'],
  },
  {
    code: 'vault.token-renewal',
    right: 'prolong its own life',
    path: 'auth/token/renew-self',
    capabilities: ['update'],
  },
].map(endpoint => ({
  ...endpoint,
  policy: policyLine(endpoint.path, endpoint.capabilities),
}));

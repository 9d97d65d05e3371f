import { QueryClient } from '@tanstack/react-query';
import type { SecretRotationApi } from '@keyturn/backstage-plugin-secret-rotation-common';

const clients = new WeakMap<SecretRotationApi, QueryClient>();

/**
 * One cache per API instance, so that card, tab and page of one app share what they have read.
 * `networkMode: always`: a failed read must become "stale" on screen, not a silent pause.
 * @internal
 */
export function queryClientFor(api: SecretRotationApi): QueryClient {
  const known = clients.get(api);
  if (known) return known;
  const made = new QueryClient({
    defaultOptions: {
      queries: { retry: false, networkMode: 'always', staleTime: 1_000 },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  clients.set(api, made);
  return made;
}

import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  SECRET_BADGES,
  type SecretBadge,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** How many rows one page has: the backend never sends, and the page never draws, more. @internal */
export const PAGE_SIZE = 25;

/** What a person can narrow the list by; it lives in the URL, so that a view can be sent to somebody. @internal */
export interface ListFilter {
  owner?: string;
  store?: string;
  badge?: SecretBadge;
  search?: string;
}

const KEYS = ['owner', 'store', 'badge', 'search'] as const;

function asBadge(text: string | null): SecretBadge | undefined {
  return SECRET_BADGES.find(badge => badge === text);
}

/** The filter and the cursor of the list, read from and written to the URL. @internal */
export function useSecretFilter() {
  const [params, setParams] = useSearchParams();
  const filter: ListFilter = {
    owner: params.get('owner') ?? undefined,
    store: params.get('store') ?? undefined,
    badge: asBadge(params.get('badge')),
    search: params.get('search') ?? undefined,
  };
  const cursor = params.get('cursor') ?? undefined;

  const change = useCallback(
    (next: Partial<Record<(typeof KEYS)[number], string>>) =>
      setParams(
        before => {
          const after = new URLSearchParams(before);
          after.delete('cursor');
          for (const [key, value] of Object.entries(next)) {
            if (value) after.set(key, value);
            else after.delete(key);
          }
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );

  const clear = useCallback(
    () => setParams({}, { replace: true }),
    [setParams],
  );

  const turnTo = useCallback(
    (next: string | undefined) =>
      setParams(before => {
        const after = new URLSearchParams(before);
        if (next) after.set('cursor', next);
        else after.delete('cursor');
        return after;
      }),
    [setParams],
  );

  const isFiltered = KEYS.some(key => filter[key] !== undefined);
  return { filter, cursor, isFiltered, change, clear, turnTo };
}

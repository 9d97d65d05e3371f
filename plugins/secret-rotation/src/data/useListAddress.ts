import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/** How many rows one page has: the backend never sends, and the page never draws, more. @internal */
export const PAGE_SIZE = 25;

/** What narrows a list and which page of it is shown, in the URL, so that a view can be sent to somebody. @internal */
export interface ListAddress<K extends string> {
  values: Partial<Record<K, string>>;
  cursor?: string;
  isFiltered: boolean;
  change: (next: Partial<Record<K, string>>) => void;
  clear: () => void;
  turnTo: (cursor: string | undefined) => void;
}

/**
 * Reads and writes the address of a list.
 * @param keys - what it can be narrowed by, the same array at every call. Other parts of the address are left alone
 * @internal
 */
export function useListAddress<K extends string>(
  keys: readonly K[],
): ListAddress<K> {
  const [params, setParams] = useSearchParams();

  const edit = useCallback(
    (
      entries: Iterable<[string, string | undefined]>,
      options?: { replace: boolean },
    ) =>
      setParams(before => {
        const after = new URLSearchParams(before);
        after.delete('cursor');
        for (const [key, value] of entries) {
          if (value) after.set(key, value);
          else after.delete(key);
        }
        return after;
      }, options),
    [setParams],
  );

  const values: Partial<Record<K, string>> = {};
  for (const key of keys) values[key] = params.get(key) ?? undefined;
  return {
    values,
    cursor: params.get('cursor') ?? undefined,
    isFiltered: keys.some(key => params.has(key)),
    change: useCallback(
      next => edit(Object.entries<string | undefined>(next), { replace: true }),
      [edit],
    ),
    clear: useCallback(
      () =>
        edit(
          keys.map(key => [key, undefined]),
          { replace: true },
        ),
      [edit, keys],
    ),
    turnTo: useCallback(cursor => edit([['cursor', cursor]]), [edit]),
  };
}

import type { ListedKey } from './client/AccessKeys';

/** AWS writes the time of a key in whole seconds. */
const SECOND_MS = 1_000;

/**
 * The keys that may have been left behind by the run: younger than it, and in no value of the store. Whether one is in
 * use must still be asked. Pure.
 * @internal
 */
export function suspectsAmong(
  keys: readonly ListedKey[],
  { known, since }: { known: ReadonlySet<string>; since: Date },
): ListedKey[] {
  const from = Math.floor(since.getTime() / SECOND_MS) * SECOND_MS;
  return keys.filter(
    ({ id, createdAt }) =>
      !known.has(id) && createdAt !== undefined && createdAt.getTime() >= from,
  );
}

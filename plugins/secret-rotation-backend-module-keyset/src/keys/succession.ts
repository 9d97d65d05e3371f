import { keyOf, type Key, type KeySet } from './KeySet';
import { publicHalf } from './publicKey';

/** The first version: the second key is published from the beginning, so that it may sign in the version after it. */
export function firstKeySet(current: Key, next: Key): KeySet {
  return { keys: [current, next], current: current.kid, next: next.kid };
}

/**
 * The version after another one. Pure.
 *
 * The key that was published takes over, a fresh one is published, and the one that signed stays for verifying; the one
 * before it goes. A set that publishes no next key yet gets one, and nothing else changes: no key signs that verifiers
 * could not know.
 * @param fresh - a key that nobody has seen
 */
export function successor(set: KeySet, fresh: Key): KeySet {
  const { current, next, previous } = set;
  const promoted = keyOf(set, next);
  const replaced = keyOf(set, current);
  if (!promoted || !replaced) {
    return {
      keys: [...set.keys, fresh],
      current,
      next: fresh.kid,
      ...(previous !== undefined && { previous }),
    };
  }
  return {
    keys: [promoted, fresh, afterUse(replaced)],
    current: promoted.kid,
    next: fresh.kid,
    previous: replaced.kid,
    ...(previous !== undefined && { retired: previous }),
  };
}

/** What is left of a key that signs no more. What was encrypted with a symmetric one must still be read. */
function afterUse(key: Key): Key {
  return key.kty === 'oct' ? key : publicHalf(key);
}

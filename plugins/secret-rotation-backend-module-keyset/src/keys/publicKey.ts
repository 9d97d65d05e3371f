import type { Key, KeySet } from './KeySet';

/** What tells one public key from another (RFC 7518, RFC 8037). */
const IDENTITY = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const;
/** What makes a key one that nobody else may see (RFC 7518). */
export const PRIVATE_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const SHOWN = [...IDENTITY, 'kid', 'alg', 'use'];

/** The half of a key that everybody may see. Only what is known to be public is taken over. */
export function publicHalf(key: Key): Key {
  const shown = Object.entries(key).filter(([name]) => SHOWN.includes(name));
  return { kid: key.kid, kty: key.kty, ...Object.fromEntries(shown) };
}

/** Whether a key holds what nobody else may see. */
export function isPrivate(key: Readonly<Record<string, unknown>>): boolean {
  return PRIVATE_PARTS.some(name => name in key);
}

/** Whether two keys have the same public half, whatever their names. */
export function isSameKey(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): boolean {
  return IDENTITY.every(name => one[name] === other[name]);
}

/** What an issuer publishes of a set: the public half of every key that it has. Symmetric keys have none. */
export function publishedBy({ keys }: KeySet): Key[] {
  return keys.filter(({ kty }) => kty !== 'oct').map(publicHalf);
}

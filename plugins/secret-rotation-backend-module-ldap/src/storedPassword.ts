import { createHash, timingSafeEqual } from 'node:crypto';

/** The schemes that new passwords can be kept in. @internal */
export const HASH_SCHEMES = ['ssha', 'ssha256', 'ssha512'] as const;

/** @internal */
export type HashScheme = (typeof HASH_SCHEMES)[number];

/** Digests by the scheme's name, with their size in bytes. What follows the digest is the salt. */
const DIGESTS: Readonly<
  Record<string, readonly [algorithm: string, bytes: number]>
> = {
  MD5: ['md5', 16],
  SMD5: ['md5', 16],
  SHA: ['sha1', 20],
  SSHA: ['sha1', 20],
  SHA256: ['sha256', 32],
  SSHA256: ['sha256', 32],
  SHA384: ['sha384', 48],
  SSHA384: ['sha384', 48],
  SHA512: ['sha512', 64],
  SSHA512: ['sha512', 64],
};

const SALT_BYTES = 16;
const STORED = /^\{([A-Za-z0-9-]+)\}(.*)$/s;

/** What a directory is to keep of a password: RFC 2307's form, so that it never hears the password. */
export function storedForm(
  password: string,
  scheme: HashScheme,
  random: (bytes: number) => Buffer,
): string {
  const name = scheme.toUpperCase();
  const [algorithm] = DIGESTS[name];
  const salt = random(SALT_BYTES);
  const digest = createHash(algorithm).update(password).update(salt).digest();
  return `{${name}}${Buffer.concat([digest, salt]).toString('base64')}`;
}

/**
 * Whether a directory keeps this password as this text. One that is kept in a scheme which is not known here is not
 * recognised.
 */
export function isStoredFormOf(stored: string, password: string): boolean {
  const [, scheme, text = ''] = STORED.exec(stored) ?? [];
  if (scheme === undefined) return isSame(stored, password);
  const [algorithm, size] = DIGESTS[scheme.toUpperCase()] ?? [];
  if (algorithm === undefined || size === undefined) return false;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < size) return false;
  const digest = createHash(algorithm)
    .update(password)
    .update(bytes.subarray(size))
    .digest();
  return timingSafeEqual(digest, bytes.subarray(0, size));
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  generateSecret,
} from 'jose';
import type { Key } from './KeySet';

/** How keys sign (RFC 7518, RFC 8037). @internal */
export const SIGNING_ALGORITHMS = ['ES256', 'ES384', 'RS256', 'EdDSA'] as const;

/** How keys encrypt data. @internal */
export const DATA_ALGORITHMS = ['A256GCM'] as const;

/** What a key is for. @internal */
export type Algorithm =
  | (typeof SIGNING_ALGORITHMS)[number]
  | (typeof DATA_ALGORITHMS)[number];

/** What keys are made. @internal */
export interface KeyShape {
  readonly algorithm: Algorithm;
  /** The length of an RSA key. */
  readonly rsaBits: number;
}

/** Whether keys of an algorithm encrypt, and everybody who uses them has the whole key. */
export function isSymmetric(algorithm: Algorithm): boolean {
  return DATA_ALGORITHMS.some(each => each === algorithm);
}

/** Makes a key from the system's cryptographic randomness. Its name is its thumbprint (RFC 7638). */
export async function generateKey({
  algorithm,
  rsaBits,
}: KeyShape): Promise<Key> {
  const symmetric = isSymmetric(algorithm);
  const made = symmetric
    ? await generateSecret(algorithm, { extractable: true })
    : (
        await generateKeyPair(algorithm, {
          extractable: true,
          modulusLength: rsaBits,
        })
      ).privateKey;
  const jwk = await exportJWK(made);
  const kty = knownType(jwk.kty);
  return {
    ...jwk,
    kty,
    kid: await calculateJwkThumbprint(jwk, 'sha256'),
    alg: algorithm,
    use: symmetric ? 'enc' : 'sig',
  };
}

function knownType(kty: string | undefined): Key['kty'] {
  if (kty === 'EC' || kty === 'OKP' || kty === 'RSA' || kty === 'oct')
    return kty;
  throw new Error('A key of an unknown type was made');
}

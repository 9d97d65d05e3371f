import type { CertificateOptions, KeyType } from './certificateOptions';
import type { TlsMaterial } from './tlsMaterial';

/** PKCS #8 in PEM, rounded up. */
const KEY_BYTES: Record<KeyType, number> = {
  'ecdsa-p256': 256,
  'ecdsa-p384': 320,
  'rsa-2048': 1_740,
  'rsa-3072': 2_560,
  'rsa-4096': 3_328,
};

/** Signature, public key and extensions of public authorities, signed certificate timestamps included, rounded up. */
const CERTIFICATE_BYTES = 6_144;
const LINE = 64;

/** Material of the greatest size that these options can lead to. It opens nothing. */
export function largestMaterial(
  { names, key }: Pick<CertificateOptions, 'names' | 'key'>,
  trust: readonly string[],
): TlsMaterial {
  const namesBytes = names.reduce((sum, name) => sum + 2 * name.length, 0);
  return {
    certificate: block('CERTIFICATE', CERTIFICATE_BYTES + namesBytes),
    privateKey: block('PRIVATE KEY', KEY_BYTES[key]),
    // Two intermediates, and the authorities that the operator configured.
    chain:
      block('CERTIFICATE', 2 * CERTIFICATE_BYTES) +
      block('CERTIFICATE', trust.join('').length),
  };
}

function block(label: string, bytes: number): string {
  const lines = Math.ceil(bytes / LINE);
  const body = `${'A'.repeat(LINE)}\n`.repeat(lines);
  return `-----BEGIN ${label}-----\n${body}-----END ${label}-----\n`;
}

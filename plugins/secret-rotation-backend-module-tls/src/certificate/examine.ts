import { isIP } from 'node:net';
import {
  SubjectAlternativeNameExtension,
  X509Certificate,
} from '@peculiar/x509';
import type { CertificateOptions } from './certificateOptions';
import { tryHandshake } from './tryHandshake';
import type { TlsMaterial } from './tlsMaterial';

/** OpenSSL's codes in words; the rest are of the chain. */
const REASONS: Record<string, string> = {
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'is not on the key that was made for it',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for other names',
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  INVALID_PURPOSE: 'is not for a server',
};

/**
 * What is wrong with a new certificate, in words that go on after "the certificate"; `undefined`: a client that trusts
 * these authorities takes it for each declared name, and it has no other.
 */
export async function faultOf(
  material: TlsMaterial,
  options: Pick<CertificateOptions, 'names'>,
  client: { trust: readonly string[]; signal: AbortSignal },
): Promise<string | undefined> {
  const has = subjectNames(material.certificate);
  const declared = options.names.map(canonical);
  if (has.length !== declared.length || declared.some(n => !has.includes(n))) {
    return 'is for other names than options.names declares';
  }
  for (const name of options.names) {
    const code = await tryHandshake(material, {
      ...client,
      name: name.startsWith('*.') ? name.replace('*', 'any') : name,
    });
    if (code) {
      return REASONS[code] ?? 'does not lead to a trusted authority';
    }
  }
  return undefined;
}

/** The names that a certificate is for, as `options.names` writes them. */
export function subjectNames(certificate: string): string[] {
  const extension = new X509Certificate(certificate).getExtension(
    SubjectAlternativeNameExtension,
  );
  return (extension?.names.items ?? []).map(({ type, value }) =>
    type === 'dns' || type === 'ip' ? canonical(value) : `${type}:${value}`,
  );
}

/** One spelling for one name: IPv6 addresses have several. */
function canonical(name: string): string {
  return isIP(name) === 6
    ? new URL(`http://[${name}]`).hostname.slice(1, -1)
    : name.toLowerCase();
}

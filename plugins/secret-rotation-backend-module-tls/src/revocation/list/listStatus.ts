import 'reflect-metadata';
import { X509Certificate, X509Crl } from '@peculiar/x509';
import type { RevocationStatus } from '../RevocationSource';

/**
 * Looks a certificate up in a list, after the list itself was checked: signed by the certificate's issuer, and of today.
 * One that is not, is no answer.
 * @param list - in PEM or DER, as it came
 * @param issuers - in PEM; the certificate's issuer is one of them
 */
export async function listStatus(
  certificate: string,
  list: Uint8Array,
  { issuers, now }: { issuers: readonly string[]; now: Date },
): Promise<RevocationStatus> {
  try {
    const leaf = new X509Certificate(certificate);
    const crl = new X509Crl(readable(list));
    const isOfToday =
      crl.thisUpdate <= now &&
      crl.nextUpdate !== undefined &&
      now < crl.nextUpdate;
    if (!isOfToday || crl.issuer !== leaf.issuer) return 'unknown';
    for (const pem of issuers) {
      const issuer = new X509Certificate(pem);
      if (
        issuer.subject === leaf.issuer &&
        (await crl.verify({ publicKey: issuer }, crypto))
      ) {
        return crl.findRevoked(leaf) ? 'revoked' : 'good';
      }
    }
    return 'unknown';
  } catch {
    return 'unknown'; // it is no revocation list
  }
}

function readable(list: Uint8Array): string | Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(list);
  const text = bytes.toString('latin1');
  return text.includes('-----BEGIN') ? text : new Uint8Array(bytes);
}

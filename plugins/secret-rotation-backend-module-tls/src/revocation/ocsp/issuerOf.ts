import 'reflect-metadata';
import { X509Certificate } from '@peculiar/x509';

/** Who signed a certificate, of some authorities; `undefined`: none of them did. All in PEM. */
export async function issuerOf(
  certificate: string,
  authorities: readonly string[],
): Promise<X509Certificate | undefined> {
  const leaf = new X509Certificate(certificate);
  for (const pem of authorities) {
    const issuer = new X509Certificate(pem);
    if (
      issuer.subject === leaf.issuer &&
      (await leaf.verify({ publicKey: issuer, signatureOnly: true }, crypto))
    ) {
      return issuer;
    }
  }
  return undefined;
}

import { X509Certificate } from 'node:crypto';

/**
 * The authorities above a certificate in the order in which servers must send them, its issuer first (RFC 5246, 7.4.2).
 * Authorities list them as they like; what is not above the certificate is left out.
 * @param certificate - in PEM, as the authorities are
 */
export function orderChain(
  certificate: string,
  authorities: readonly string[],
): string[] {
  const left = authorities.map(pem => ({
    pem,
    parsed: new X509Certificate(pem),
  }));
  const issuerOf = (below: X509Certificate, chain: readonly string[]) =>
    left.find(
      ({ pem, parsed }) =>
        below.checkIssued(parsed) &&
        // The names alone are those of any authority that calls itself so.
        below.verify(parsed.publicKey) &&
        !chain.includes(pem),
    );
  const chain: string[] = [];
  let issuer = issuerOf(new X509Certificate(certificate), chain);
  while (issuer) {
    chain.push(issuer.pem);
    issuer = issuerOf(issuer.parsed, chain);
  }
  return chain;
}

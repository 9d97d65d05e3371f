import 'reflect-metadata';
import { AuthorityInfoAccessExtension, X509Certificate } from '@peculiar/x509';

const HTTP = /^https?:\/\//;

/** Where a certificate says that its authority answers over OCSP, if it says so over HTTP. */
export function responderUrlOf(certificate: string): string | undefined {
  return new X509Certificate(certificate)
    .getExtension(AuthorityInfoAccessExtension)
    ?.ocsp.filter(({ type }) => type === 'url')
    .map(({ value }) => value)
    .find(url => HTTP.test(url));
}

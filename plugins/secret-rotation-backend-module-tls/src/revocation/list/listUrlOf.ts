import 'reflect-metadata';
import {
  CRLDistributionPointsExtension,
  X509Certificate,
} from '@peculiar/x509';

const HTTP = /^https?:\/\//;

/** Where a certificate says that the list is on which it would be once revoked, if it says so over HTTP. */
export function listUrlOf(certificate: string): string | undefined {
  const extension = new X509Certificate(certificate).getExtension(
    CRLDistributionPointsExtension,
  );
  return extension?.distributionPoints
    .flatMap(({ distributionPoint }) => distributionPoint?.fullName ?? [])
    .map(({ uniformResourceIdentifier }) => uniformResourceIdentifier)
    .find(url => url !== undefined && HTTP.test(url));
}

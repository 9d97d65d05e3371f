import 'reflect-metadata';
import {
  AuthorityInfoAccessExtension,
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';
import { alternativeNames, commonNameOf } from '../certificate/keyAndRequest';
import type { SigningRequest } from '../CertificateAuthority';
import type { Signer } from './signer';

/** What the authority says of a certificate besides its names. */
export interface CertificateTerms {
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Where clients find the revocation list. */
  readonly listUrl?: string;
  /** Where clients ask over OCSP. */
  readonly responderUrl?: string;
}

/** Signs a server certificate for exactly the names that were declared, whatever else the request asks for. */
export async function signCertificate(
  { certificate: issuer, key, algorithm }: Signer,
  { names, request }: Pick<SigningRequest, 'names' | 'request'>,
  { serial, notBefore, notAfter, listUrl, responderUrl }: CertificateTerms,
): Promise<X509Certificate> {
  const { publicKey } = new Pkcs10CertificateRequest(request);
  const subject = commonNameOf(names);
  return X509CertificateGenerator.create(
    {
      serialNumber: serial,
      subject: subject === undefined ? '' : [{ CN: [subject] }],
      issuer: issuer.subjectName,
      notBefore,
      notAfter,
      publicKey,
      signingKey: key,
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        // A client that still encrypts a secret to an RSA key is not served: forward secrecy is decades old.
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          alternativeNames(names),
          subject === undefined,
        ),
        await SubjectKeyIdentifierExtension.create(publicKey, false, crypto),
        await AuthorityKeyIdentifierExtension.create(
          issuer.publicKey,
          false,
          crypto,
        ),
        ...(listUrl === undefined
          ? []
          : [new CRLDistributionPointsExtension([listUrl])]),
        ...(responderUrl === undefined
          ? []
          : [new AuthorityInfoAccessExtension({ ocsp: responderUrl })]),
      ],
    },
    crypto,
  );
}

import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** A key pair and the certificate on it, as an operator makes them. */
export interface MadeAuthority {
  readonly certificate: X509Certificate;
  readonly pem: string;
  readonly keyPem: string;
  readonly keys: CryptoKeyPair;
}

/** What a certificate is for, and when, where that is not an authority for years. */
export interface MadeTerms {
  readonly notAfter?: Date;
  /** Extended key usages: it is no authority then. */
  readonly usages?: string[];
}

/** Makes an authority's certificate, or by its terms another: a root, or one that another signed. */
export async function makeAuthority(
  name: string,
  above?: MadeAuthority,
  { notAfter, usages }: MadeTerms = {},
): Promise<MadeAuthority> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ]);
  const certificate = await X509CertificateGenerator.create(
    {
      subject: `CN=${name}`,
      issuer: above ? above.certificate.subject : `CN=${name}`,
      publicKey: keys.publicKey,
      signingKey: (above?.keys ?? keys).privateKey,
      signingAlgorithm: ALGORITHM,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: notAfter ?? new Date(Date.now() + 3650 * DAY_MS),
      extensions: [
        new BasicConstraintsExtension(usages === undefined, undefined, true),
        ...(usages
          ? [new ExtendedKeyUsageExtension(usages)]
          : [
              new KeyUsagesExtension(
                KeyUsageFlags.keyCertSign + KeyUsageFlags.cRLSign,
                true,
              ),
            ]),
        await SubjectKeyIdentifierExtension.create(
          keys.publicKey,
          false,
          crypto,
        ),
      ],
    },
    crypto,
  );
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate,
    keys,
    pem: `${certificate.toString('pem')}\n`,
    keyPem: `${PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
  };
}

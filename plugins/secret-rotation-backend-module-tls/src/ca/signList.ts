import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  Extension,
  PemConverter,
  X509CrlGenerator,
} from '@peculiar/x509';
import type { RevokedCertificate } from './CertificateLedger';
import type { Signer } from './signer';

const LIST_NUMBER = '2.5.29.20';
const INTEGER = 0x02;
const NUMBER_BYTES = 6;

/** Signs the list of what is revoked, in PEM. Its number is the time, so that it grows whoever signs. */
export async function signList(
  { certificate, key, algorithm }: Signer,
  revoked: readonly RevokedCertificate[],
  { thisUpdate, nextUpdate }: { thisUpdate: Date; nextUpdate: Date },
): Promise<string> {
  const list = await X509CrlGenerator.create(
    {
      issuer: certificate.subjectName,
      thisUpdate,
      nextUpdate,
      entries: revoked.map(({ serial, reason, at }) => ({
        serialNumber: positive(serial),
        revocationDate: at,
        reason,
      })),
      extensions: [
        await AuthorityKeyIdentifierExtension.create(
          certificate.publicKey,
          false,
          crypto,
        ),
        new Extension(LIST_NUMBER, false, integer(thisUpdate.getTime())),
      ],
      signingKey: key,
      signingAlgorithm: algorithm,
    },
    crypto,
  );
  // The library's own label is one that OpenSSL does not know.
  return `${PemConverter.encode(list.rawData, 'X509 CRL')}\n`;
}

/** The library writes the digits as they are: where they begin with a set bit, the number would be negative. */
function positive(serial: string): string {
  return /^[89a-f]/.test(serial) ? `00${serial}` : serial;
}

function integer(value: number): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.alloc(NUMBER_BYTES);
  bytes.writeUIntBE(value, 0, NUMBER_BYTES);
  return new Uint8Array([INTEGER, NUMBER_BYTES, ...bytes]);
}

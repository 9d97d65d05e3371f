import { createPrivateKey } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
  type JsonGeneralName,
} from '@peculiar/x509';

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** A certificate and its key, PEM. */
export interface Pair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Makes an authority as an operator does: a root that signs servers itself. */
export async function makeAuthority(): Promise<Pair> {
  const keys = await newKeys();
  const name = 'CN=Authority of the crash sweep';
  return pairOf(
    keys,
    await X509CertificateGenerator.create(
      {
        subject: name,
        issuer: name,
        publicKey: keys.publicKey,
        signingKey: keys.privateKey,
        ...terms(),
        extensions: [
          new BasicConstraintsExtension(true, undefined, true),
          new KeyUsagesExtension(
            KeyUsageFlags.keyCertSign + KeyUsageFlags.cRLSign,
            true,
          ),
          await SubjectKeyIdentifierExtension.create(
            keys.publicKey,
            false,
            crypto,
          ),
        ],
      },
      crypto,
    ),
  );
}

/** Signs a server's certificate by hand, with a new key. */
export async function signServer(
  authority: Pair,
  name: JsonGeneralName,
): Promise<Pair> {
  const keys = await newKeys();
  return pairOf(
    keys,
    await X509CertificateGenerator.create(
      {
        subject: `CN=${name.value}`,
        issuer: new X509Certificate(authority.certificate).subject,
        publicKey: keys.publicKey,
        signingKey: await signingKeyOf(authority, EC),
        ...terms(),
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
          new SubjectAlternativeNameExtension([name]),
        ],
      },
      crypto,
    ),
  );
}

/** Signs the list of revoked serial numbers, PEM. */
export async function signList(
  authority: Pair,
  serials: readonly string[],
): Promise<string> {
  const isEc =
    createPrivateKey(authority.privateKey).asymmetricKeyType === 'ec';
  const algorithm = isEc ? EC : RSA;
  const now = new Date();
  const list = await X509CrlGenerator.create(
    {
      issuer: new X509Certificate(authority.certificate).subject,
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + DAY_MS),
      entries: serials.map(serial => ({
        // The library writes the digits as they are: a first bit that is set would make the number negative.
        serialNumber: /^[89a-f]/.test(serial) ? `00${serial}` : serial,
        revocationDate: now,
      })),
      signingKey: await signingKeyOf(authority, algorithm),
      signingAlgorithm: algorithm,
    },
    crypto,
  );
  // The library's own label is one that OpenSSL does not know.
  return `${PemConverter.encode(list.rawData, 'X509 CRL')}\n`;
}

/** The serial number as authorities' records write it. */
export function serialOf(certificate: string): string {
  return new X509Certificate(certificate).serialNumber.toLowerCase();
}

/** Puts a pair into two files. */
export async function writePair(
  folder: string,
  name: string,
  { certificate, privateKey }: Pair,
): Promise<{ certFile: string; keyFile: string }> {
  const certFile = join(folder, `${name}.pem`);
  const keyFile = join(folder, `${name}.key`);
  await writeFile(certFile, certificate);
  await writeFile(keyFile, privateKey, { mode: 0o600 });
  return { certFile, keyFile };
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(EC, true, ['sign', 'verify']);
}

function terms() {
  return {
    signingAlgorithm: EC,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 30 * DAY_MS),
  };
}

async function pairOf(
  { privateKey }: CryptoKeyPair,
  certificate: X509Certificate,
): Promise<Pair> {
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', privateKey);
  return {
    certificate: `${certificate.toString('pem')}\n`,
    privateKey: `${PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
  };
}

function signingKeyOf(
  { privateKey }: Pair,
  algorithm: EcKeyImportParams | RsaHashedImportParams,
): Promise<CryptoKey> {
  return crypto.subtle.importKey(
    'pkcs8',
    createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'der' }),
    algorithm,
    false,
    ['sign'],
  );
}

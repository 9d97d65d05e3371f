import { isIP } from 'node:net';
import 'reflect-metadata';
import {
  PemConverter,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  type JsonGeneralNames,
} from '@peculiar/x509';
import type { CertificateOptions, KeyType } from './certificateOptions';

/** A private key that nobody else has, and the request for a certificate on it. In PEM. */
export interface KeyAndRequest {
  readonly privateKey: string;
  readonly request: string;
}

/** A subject's common name may have 64 characters. */
const LONGEST_COMMON_NAME = 64;

const ECDSA = { name: 'ECDSA', hash: 'SHA-256' };
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
};

const ALGORITHMS: Record<KeyType, EcKeyGenParams | RsaHashedKeyGenParams> = {
  'ecdsa-p256': { ...ECDSA, namedCurve: 'P-256' },
  'ecdsa-p384': { ...ECDSA, namedCurve: 'P-384' },
  'rsa-2048': { ...RSA, modulusLength: 2048 },
  'rsa-3072': { ...RSA, modulusLength: 3072 },
  'rsa-4096': { ...RSA, modulusLength: 4096 },
};

/** Makes a key and asks for exactly the declared names. */
export async function createKeyAndRequest({
  names,
  key,
}: Pick<CertificateOptions, 'names' | 'key'>): Promise<KeyAndRequest> {
  const algorithm = ALGORITHMS[key];
  const keys = await crypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  const subject = commonNameOf(names);
  const request = await Pkcs10CertificateRequestGenerator.create(
    {
      name: subject === undefined ? '' : [{ CN: [subject] }],
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new SubjectAlternativeNameExtension(alternativeNames(names)),
      ],
    },
    crypto,
  );
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    privateKey: `${PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
    request: request.toString('pem'),
  };
}

/** The first name where it fits: what older clients and authorities still show. */
export function commonNameOf([first]: CertificateOptions['names']):
  | string
  | undefined {
  return first.length <= LONGEST_COMMON_NAME && !isIP(first)
    ? first
    : undefined;
}

/** The names as the extension of that name has them. */
export function alternativeNames(
  names: CertificateOptions['names'],
): JsonGeneralNames {
  return names.map(value => ({ type: isIP(value) ? 'ip' : 'dns', value }));
}

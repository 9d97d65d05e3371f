import { createPrivateKey, createPublicKey } from 'node:crypto';
import 'reflect-metadata';
import { X509Certificate } from '@peculiar/x509';

/** Signs with an authority's key. */
export interface Signer {
  /** The authority's own certificate. */
  readonly certificate: X509Certificate;
  readonly key: CryptoKey;
  readonly algorithm: EcKeyImportParams | RsaHashedImportParams;
}

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/**
 * Reads an authority's certificate and key.
 * @returns what is wrong with them, in words that go on after "the key file", where they cannot sign
 */
export async function openSigner(
  certificatePem: string,
  keyPem: string,
  passphrase: string | undefined,
): Promise<Signer | string> {
  const certificate = new X509Certificate(certificatePem);
  let key;
  try {
    key = createPrivateKey({ key: keyPem, passphrase });
  } catch {
    return 'holds no private key in PEM, or another passphrase opens it';
  }
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  if (!spki.equals(Buffer.from(certificate.publicKey.rawData))) {
    return 'does not belong to the certificate';
  }
  const algorithm = algorithmOf(
    key.asymmetricKeyType,
    key.asymmetricKeyDetails?.namedCurve,
  );
  if (!algorithm) return 'holds a key that is neither RSA nor NIST ECDSA';
  return {
    certificate,
    algorithm,
    key: await crypto.subtle.importKey(
      'pkcs8',
      key.export({ type: 'pkcs8', format: 'der' }),
      algorithm,
      false,
      ['sign'],
    ),
  };
}

function algorithmOf(
  type: string | undefined,
  curve: string | undefined,
): Signer['algorithm'] | undefined {
  if (type === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const namedCurve = CURVES[curve ?? ''];
  return namedCurve === undefined
    ? undefined
    : ({ name: 'ECDSA', namedCurve, hash: 'SHA-256' } as EcKeyImportParams);
}

import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { ServerCertificate } from '@keyturn/dev-peers';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** A certificate authority of a test. */
export interface Authority {
  /** Its own certificate in PEM. */
  readonly pem: string;
  /** Writes a certificate for an address, or one whose time is over, and its key into a folder. */
  issue(
    folder: string,
    options?: { address?: string; hasExpired?: boolean },
  ): Promise<ServerCertificate>;
}

/** Makes a certificate authority. */
export async function createAuthority(name: string): Promise<Authority> {
  const keys = await newKeys();
  const own = await X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${name}`,
      keys,
      signingAlgorithm: ALGORITHM,
      notBefore: new Date(Date.now() - 9 * DAY_MS),
      notAfter: new Date(Date.now() + DAY_MS),
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    },
    crypto,
  );
  return {
    pem: own.toString('pem'),
    async issue(folder, { address = '127.0.0.1', hasExpired = false } = {}) {
      const ofServer = await newKeys();
      const from = Date.now() - 8 * DAY_MS;
      const certificate = await X509CertificateGenerator.create(
        {
          subject: 'CN=the server',
          issuer: own.subject,
          publicKey: ofServer.publicKey,
          signingKey: keys.privateKey,
          signingAlgorithm: ALGORITHM,
          notBefore: new Date(from),
          notAfter: new Date(from + (hasExpired ? 1 : 9) * DAY_MS),
          extensions: [
            new SubjectAlternativeNameExtension([
              { type: 'ip', value: address },
            ]),
          ],
        },
        crypto,
      );
      const key = await crypto.subtle.exportKey('pkcs8', ofServer.privateKey);
      const certFile = join(folder, 'server.crt');
      const keyFile = join(folder, 'server.key');
      await writeFile(certFile, certificate.toString('pem'));
      await writeFile(keyFile, pemOf(key), { mode: 0o600 });
      return { certFile, keyFile };
    },
  };
}

async function newKeys() {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function pemOf(key: ArrayBuffer): string {
  const lines =
    Buffer.from(key)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [
    '-----BEGIN PRIVATE KEY-----',
    ...lines,
    '-----END PRIVATE KEY-----',
    '',
  ].join('\n');
}

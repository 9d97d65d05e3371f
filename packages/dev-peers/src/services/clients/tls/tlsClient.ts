import { readFile } from 'node:fs/promises';
import { duplexPair } from 'node:stream';
import { connect, createSecureContext, TLSSocket } from 'node:tls';
import 'reflect-metadata';
import { X509Certificate, X509Crl } from '@peculiar/x509';
import type { Fields } from '../../stores';
import type { TlsServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

/** A client turned away from the server because of its certificate. */
class CertificateRefusedError extends Error {
  constructor(readonly code: string) {
    super('A client refuses the certificate');
  }
}

/**
 * A server that its clients call all the time: each looks the certificate up in the authority's list, then shakes hands.
 * Both ends of the handshake are in this process; OpenSSL says what any client would.
 */
export const tlsClient: TargetClient<TlsServiceTarget> = {
  secretField: 'privateKey',
  connect: async (target, fields) => {
    const trust = await readFile(target.trustFile, 'utf8');
    return {
      query: async () => {
        await lookUp(target.listUrl, fields);
        await shakeHands(target.name, trust, fields);
      },
      close: async () => undefined,
    };
  },
  failureOf: error =>
    error instanceof CertificateRefusedError ? 'refused' : 'unknown',
};

async function lookUp(listUrl: string, { certificate }: Fields) {
  const list = new X509Crl(await readList(new URL(listUrl)));
  if (list.findRevoked(new X509Certificate(certificate))) {
    throw new CertificateRefusedError('CERT_REVOKED');
  }
}

async function readList(url: URL): Promise<string> {
  if (url.protocol === 'file:') return readFile(url, 'utf8');
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error('There is no revocation list');
  return response.text();
}

async function shakeHands(
  name: string,
  trust: string,
  { certificate, chain = '', privateKey }: Fields,
): Promise<void> {
  const [near, far] = duplexPair();
  const server = new TLSSocket(far, {
    isServer: true,
    secureContext: createSecureContext({
      cert: certificate + chain,
      key: privateKey,
    }),
  });
  // The client says what is wrong; that the server is told so too is no news.
  server.on('error', () => undefined);
  const client = connect({ socket: near, ca: trust, host: name });
  try {
    await new Promise<void>((done, failed) => {
      client.once('secureConnect', done);
      client.once('error', error =>
        failed(new CertificateRefusedError(String(Object(error).code))),
      );
    });
  } finally {
    client.destroy();
    server.destroy();
  }
}

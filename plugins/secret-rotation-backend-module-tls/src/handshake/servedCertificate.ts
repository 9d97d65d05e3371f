import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Endpoint } from '@keyturn/backstage-plugin-secret-rotation-node';

/** What one server did at a handshake. */
export type Served =
  /** It proved that it has the key of this certificate. */
  | { readonly kind: 'served'; readonly fingerprint: string }
  /** Something listens, but not with TLS of today, or it breaks off. */
  | { readonly kind: 'no-tls' }
  | { readonly kind: 'silent' };

/**
 * Shakes hands once, on a fresh connection and without resuming a session, and looks at the server's own certificate.
 * Whether a client would trust it is not asked here: a server that still has an expired one is to be found out too.
 * Never throws, and the network's own words are dropped.
 */
export async function servedCertificate(
  endpoint: Endpoint,
  asked: { serverName?: string; timeoutMs: number; signal: AbortSignal },
): Promise<Served> {
  const url = new URL(endpoint.base);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const name = asked.serverName ?? host;
  const limit = AbortSignal.any([
    asked.signal,
    AbortSignal.timeout(asked.timeoutMs),
  ]);
  if (limit.aborted) return { kind: 'silent' };
  const socket = connect({
    host: endpoint.connectTo?.address ?? host,
    port: Number(url.port || '443'),
    // An address is no server name.
    servername: isIP(name) ? '' : name,
    rejectUnauthorized: false,
  });
  try {
    return await new Promise<Served>(resolve => {
      let kind: 'silent' | 'no-tls' = 'silent';
      socket.once('connect', () => {
        kind = 'no-tls';
      });
      socket.once('secureConnect', () => {
        const fingerprint = socket.getPeerX509Certificate()?.fingerprint256;
        resolve(fingerprint ? { kind: 'served', fingerprint } : { kind });
      });
      socket.on('error', () => resolve({ kind }));
      socket.once('close', () => resolve({ kind }));
      limit.addEventListener('abort', () => resolve({ kind: 'silent' }), {
        once: true,
      });
    });
  } finally {
    socket.destroy();
  }
}

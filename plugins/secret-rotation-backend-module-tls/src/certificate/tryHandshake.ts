import { duplexPair } from 'node:stream';
import { connect, createSecureContext, TLSSocket } from 'node:tls';
import type { TlsMaterial } from './tlsMaterial';

/** Which authorities a client trusts, in PEM, and by which name it calls the server. */
export interface HandshakeClient {
  readonly trust: readonly string[];
  /** Absent: a server with any name will do. */
  readonly name?: string;
  readonly signal: AbortSignal;
}

/**
 * Has a TLS client shake hands with a server that has this key and certificate, in memory. So OpenSSL itself says what
 * any client would: whether key and certificate belong together, the chain leads to the trust, its dates hold, and it
 * is for a server of that name.
 * @returns why a client would refuse it, as OpenSSL's code; `undefined` when it would not; `aborted` when time was over
 */
export async function tryHandshake(
  { certificate, chain, privateKey }: TlsMaterial,
  { trust, name, signal }: HandshakeClient,
): Promise<string | undefined> {
  if (signal.aborted) return 'aborted';
  const [near, far] = duplexPair();
  const sockets: TLSSocket[] = [];
  try {
    const server = new TLSSocket(far, {
      isServer: true,
      secureContext: createSecureContext({
        cert: certificate + chain,
        key: privateKey,
      }),
    });
    sockets.push(server);
    // The client says what is wrong; that the server is told so too is no news.
    server.on('error', () => undefined);
    const client = connect({
      socket: near,
      ca: [...trust],
      servername: '',
      ...(name === undefined
        ? { checkServerIdentity: () => undefined }
        : { host: name }),
    });
    sockets.push(client);
    return await new Promise<string | undefined>(resolve => {
      signal.addEventListener('abort', () => resolve('aborted'), {
        once: true,
      });
      client.once('secureConnect', () => resolve(undefined));
      client.on('error', error => resolve(codeOf(error)));
    });
  } catch (error) {
    return codeOf(error);
  } finally {
    sockets.forEach(socket => socket.destroy());
  }
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? 'ERR_UNUSABLE';
}

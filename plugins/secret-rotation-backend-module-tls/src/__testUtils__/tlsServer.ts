import { once } from 'node:events';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readTlsMaterial } from '../certificate/tlsMaterial';

/** A server that loads a certificate without a restart, as nginx does. */
export interface TlsServer {
  readonly address: string;
  readonly port: number;
  load(value: SecretValue): void;
  close(): Promise<void>;
}

function contextOf(value: SecretValue) {
  const material = readTlsMaterial(value);
  if (!material) throw new Error('The value holds no certificate and key');
  const { certificate, chain, privateKey } = material;
  return { cert: certificate + chain, key: privateKey };
}

/** Starts a server on loopback, with other values for other server names if need be. */
export async function startTlsServer(
  first: SecretValue,
  byName: Record<string, SecretValue> = {},
): Promise<TlsServer> {
  const server = createServer(contextOf(first), (_, response) =>
    response.end('served'),
  );
  for (const [name, value] of Object.entries(byName)) {
    server.addContext(name, contextOf(value));
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    address: `https://127.0.0.1:${port}`,
    load: value => server.setSecureContext(contextOf(value)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Asks a server over a fresh connection, as a client that trusts `ca` and checks the name. Throws as that client would. */
export async function askServer(
  { port }: Pick<TlsServer, 'port'>,
  { ca, name }: { ca: string; name: string },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request(
      { host: '127.0.0.1', port, servername: name, ca, agent: false },
      response => {
        response.resume();
        response.once('end', resolve);
      },
    )
      .once('error', reject)
      .end();
  });
}

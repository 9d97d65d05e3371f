import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openStore, type ServiceStore } from '../services/stores';
import { SIGNATURE_HEADER } from './signature';

/** A receiver of signed messages that listens on loopback. @public */
export interface WebhookReceiver {
  readonly url: string;
  /** A digest of the secret that it takes now. */
  takes(): Promise<string>;
  stop(): Promise<void>;
}

const FIELD = 'value';

/**
 * Starts a service that shares a secret with its senders: it takes a message that is signed with what the store has at
 * this moment. It runs in the calling process.
 * @public
 */
export async function startWebhookReceiver(
  store: ServiceStore,
): Promise<WebhookReceiver> {
  const reader = openStore(store);
  const secret = async () => (await reader.readValue()).fields[FIELD];
  const digest = (text: string) => createHmac('sha256', text);
  const server = createServer(async (request, response) => {
    try {
      const message = await bodyOf(request);
      const wanted = digest(await secret())
        .update(message)
        .digest();
      const given = Buffer.from(
        String(request.headers[SIGNATURE_HEADER]),
        'hex',
      );
      const isSigned =
        given.length === wanted.length && timingSafeEqual(given, wanted);
      response.writeHead(isSigned ? 204 : 401).end();
    } catch {
      response.writeHead(503).end(); // the store does not answer
    }
  });
  // A client that a busy machine held up must not meet a connection that was closed as idle.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takes: async () => digest(await secret()).digest('hex'),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

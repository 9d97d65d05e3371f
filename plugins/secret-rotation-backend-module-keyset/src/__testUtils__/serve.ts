import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answered with status 403. */
export class RefusedRequestError extends Error {}

/** A real HTTP server on loopback. */
export interface Served {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves JSON: what the handler gives back, with status 403 or 500 for what it throws. */
export async function serve(
  handle: (request: IncomingMessage, body: string) => Promise<unknown>,
): Promise<Served> {
  const server = createServer((request, response) => {
    void answer(request, response, handle);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => closed(server),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: IncomingMessage, body: string) => Promise<unknown>,
): Promise<void> {
  response.setHeader('content-type', 'application/json');
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    response.end(JSON.stringify(await handle(request, body)));
  } catch (error) {
    response.statusCode = error instanceof RefusedRequestError ? 403 : 500;
    response.end(JSON.stringify({ failed: String(error) }));
  }
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

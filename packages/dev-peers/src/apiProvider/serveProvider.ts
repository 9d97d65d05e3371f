import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import express, { type Express, type Response } from 'express';
import type { KeyRing } from './KeyRing';

/** A provider that runs on loopback. @public */
export interface RunningProvider {
  /** Scheme, host and port. */
  readonly origin: string;
  /** What it holds, and how it misbehaves. */
  readonly keys: KeyRing;
  /** Each request that it got, as `GET /path?query`. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/**
 * Serves a provider's API.
 * @param route - adds the routes of its dialect
 * @param at - the port; 0 is any free one
 * @internal
 */
export async function serveProvider(
  keys: KeyRing,
  route: (app: Express) => void,
  at = 0,
): Promise<RunningProvider> {
  const app = express();
  const requests: string[] = [];
  app.disable('x-powered-by');
  app.use(express.json());
  app.use(async (request, response, next) => {
    requests.push(`${request.method} ${request.originalUrl}`);
    if (keys.trouble.delayMs > 0) {
      await delay(keys.trouble.delayMs, undefined, { ref: false });
    }
    if (keys.happens('unavailable')) {
      response.status(503).json({ message: 'try later' });
    } else {
      next();
    }
  });
  route(app);
  const server = app.listen(at, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    keys,
    requests,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers a request that made a key, on a good day. @internal */
export function answerMade(
  keys: KeyRing,
  response: Response,
  body: object,
  status = 201,
): void {
  if (keys.happens('cutAfterCreating')) {
    response.destroy();
  } else if (keys.happens('failAfterCreating')) {
    response.status(500).json({ message: 'internal error' });
  } else {
    response.status(status).json(body);
  }
}

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import {
  meetWith,
  type RestApiManner,
  type RestApiRequest,
  type UsedUpLimit,
} from './serveTrouble';

/** The hand that holds a stand-in for a REST API. @public */
export interface RestApiStandIn {
  /** Scheme, host and port. */
  readonly url: string;
  readonly requests: readonly RestApiRequest[];
  /** Sets how requests are met whose method and path begin so: `PUT /repos/acme`. An earlier one of the same is replaced. */
  setManner(start: string, manner: RestApiManner): void;
  /** Called before each request is answered. */
  onRequest(listener: (request: RestApiRequest) => void): void;
  /** Called by that listener: the request waits until then. */
  hold(until: Promise<void>): void;
  stop(): Promise<void>;
}

/** Serves a REST API on the loopback to whoever has the credential, and keeps what it was asked. */
export async function startRestApi(options: {
  authorization: string;
  limit: UsedUpLimit;
  /** The provider's clock, which each answer shows. */
  now: () => Date;
  addRoutes: (app: Express) => void;
}): Promise<RestApiStandIn> {
  const requests: RestApiRequest[] = [];
  const manners = new Map<string, RestApiManner>();
  let listener: (request: RestApiRequest) => void = () => undefined;
  let held: Promise<void> | undefined;
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json());
  app.use(async (request, response, next) => {
    response.set('date', options.now().toUTCString());
    const { method, originalUrl: path, body } = request;
    requests.push({ method, path, body });
    listener({ method, path, body });
    const until = held;
    held = undefined;
    await until;
    const at = [...manners.keys()].find(start =>
      `${method} ${path}`.startsWith(start),
    );
    const manner = manners.get(at ?? '') ?? 'answers';
    if (meetWith(manner, options, request, response)) return;
    if (request.headers.authorization === options.authorization) next();
    else response.status(401).json({ message: 'Bad credentials' });
  });
  options.addRoutes(app);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    setManner: (start, manner) => {
      manners.set(start, manner);
    },
    onRequest: hear => {
      listener = hear;
    },
    hold: until => {
      held = until;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

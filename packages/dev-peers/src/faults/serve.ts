import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { listen } from './listen';

/**
 * Serves on a free loopback port, one request a connection: one that is cut must be nobody else's.
 * @param refuse - answers what `answer` threw, if it is a refusal; all else ends the connection
 * @internal
 */
export async function serve(
  answer: (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ) => Promise<void>,
  refuse: (outgoing: ServerResponse, thrown: unknown) => boolean,
) {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(error => {
      if (!refuse(outgoing, error)) outgoing.destroy(error);
    });
  });
  server.maxRequestsPerSocket = 1;
  return listen(server);
}

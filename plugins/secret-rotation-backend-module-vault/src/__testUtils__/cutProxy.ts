import type { StoreCut } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { listen } from './listen';

/** A proxy whose connection breaks at one request and stays broken. */
export async function startCutProxy(address: string, cut: StoreCut) {
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    if (
      requests > cut.request ||
      (requests === cut.request && cut.moment === 'before')
    ) {
      incoming.socket.destroy();
      return;
    }
    const isCut = requests === cut.request;
    pass(address, incoming, outgoing, isCut);
  });
  return {
    ...(await listen(server)),
    wasCut: () => requests >= cut.request,
  };
}

function pass(
  address: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  isCut: boolean,
): void {
  const { method, headers } = incoming;
  const onward = forward(
    new URL(incoming.url ?? '/', address),
    { method, headers },
    answer => {
      if (isCut) {
        answer.resume().once('end', () => incoming.socket.destroy());
      } else {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      }
    },
  );
  onward.once('error', error => outgoing.destroy(error));
  incoming.pipe(onward);
}

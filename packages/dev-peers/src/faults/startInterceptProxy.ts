import {
  createServer,
  request as forward,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { listen } from './listen';

/** One moment in the talk between a client and its server. @public */
export interface InterceptedMoment {
  /** The request: 1 is the first one. */
  readonly request: number;
  /** `before` the server takes it, or `after` it carried it out, while the answer is under way. */
  readonly moment: 'before' | 'after';
}

/** A proxy for HTTP that is held up at one moment. @public */
export interface InterceptProxy {
  readonly address: string;
  /** Whether a request came to that moment. */
  wasReached(): boolean;
  close(): Promise<void>;
}

/**
 * A proxy that is held up at one moment, and then goes on or breaks for good.
 * @public
 */
export async function startInterceptProxy(
  address: string,
  point: InterceptedMoment,
  act: () => Promise<'go on' | 'break'>,
): Promise<InterceptProxy> {
  let requests = 0;
  let isBroken = false;
  const holdUp = async () => {
    isBroken = (await act()) === 'break';
  };

  const pass: RequestListener = async (incoming, outgoing) => {
    requests += 1;
    const isHere = requests === point.request;
    if (isHere && point.moment === 'before') {
      await holdUp();
    }
    if (!isBroken) {
      const answer = await exchange(address, incoming);
      if (isHere && point.moment === 'after') {
        await holdUp();
      }
      if (!isBroken) {
        outgoing.writeHead(answer.status, answer.headers).end(answer.body);
        return;
      }
    }
    incoming.socket.destroy();
  };

  const server = createServer((incoming, outgoing) => {
    Promise.resolve(pass(incoming, outgoing)).catch(error =>
      outgoing.destroy(error),
    );
  });
  return {
    ...(await listen(server)),
    wasReached: () => requests >= point.request,
  };
}

async function exchange(address: string, incoming: IncomingMessage) {
  const { method, headers, url = '/' } = incoming;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const onward = forward(new URL(url, address), { method, headers }, resolve);
    onward.once('error', reject);
    incoming.pipe(onward);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of answer) {
    chunks.push(chunk);
  }
  return {
    status: answer.statusCode ?? 502,
    headers: answer.headers,
    body: Buffer.concat(chunks),
  };
}

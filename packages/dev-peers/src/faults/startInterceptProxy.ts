import { createServer, type RequestListener } from 'node:http';
import { exchange, type Answer } from './exchange';
import { listen } from './listen';

/** One moment in the talk between a client and its server. @public */
export interface InterceptedMoment {
  /** The request: 1 is the first one. */
  readonly request: number;
  /** `before` the server takes it, or `after` it carried it out, while the answer is under way. */
  readonly moment: 'before' | 'after';
}

/** What is answered in the server's place. @public */
export interface CannedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A proxy for HTTP that is held up at one moment. @public */
export interface InterceptProxy {
  readonly address: string;
  /** Whether a request came to that moment. */
  wasReached(): boolean;
  close(): Promise<void>;
}

/**
 * A proxy that is held up at one moment. Then it goes on, or breaks for good, or gives one answer to this request and
 * all that follow.
 * @public
 */
export async function startInterceptProxy(
  address: string,
  point: InterceptedMoment,
  act: () => Promise<'go on' | 'break' | CannedAnswer>,
): Promise<InterceptProxy> {
  let requests = 0;
  let verdict: 'go on' | 'break' | CannedAnswer = 'go on';
  const pass: RequestListener = async (incoming, outgoing) => {
    requests += 1;
    const isHere = requests === point.request;
    if (isHere && point.moment === 'before') {
      verdict = await act();
    }
    let answer: CannedAnswer | Answer | 'break' = 'break';
    if (verdict === 'go on') {
      answer = await exchange(address, incoming);
      if (isHere && point.moment === 'after') {
        verdict = await act();
      }
    }
    if (verdict !== 'go on') {
      answer = verdict;
    }
    if (answer === 'break') {
      incoming.socket.destroy();
    } else {
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    }
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

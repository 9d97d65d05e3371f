import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
} from 'node:http';
import { exchange } from './exchange';
import { listen } from './listen';

/** A request that passed, and how it was answered. @public */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
}

/** A proxy for HTTP that keeps what passed, without bodies. @public */
export interface RecordingProxy {
  readonly address: string;
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

/**
 * Starts a proxy that keeps what passes to a server.
 * @public
 */
export async function startRecordingProxy(
  server: string,
): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const pass: RequestListener = async (incoming, outgoing) => {
    const { method = '', url = '/', headers } = incoming;
    const answer = await exchange(server, incoming);
    requests.push({ method, path: url, headers, status: answer.status });
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const proxy = createServer((incoming, outgoing) => {
    Promise.resolve(pass(incoming, outgoing)).catch(error =>
      outgoing.destroy(error),
    );
  });
  return { ...(await listen(proxy)), requests };
}

import {
  request as overHttp,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { request as overHttps } from 'node:https';

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a request on to the server that it is meant for, and takes its whole answer. */
export async function exchange(
  address: string,
  incoming: IncomingMessage,
): Promise<Answer> {
  const { method, headers, url = '/' } = incoming;
  const to = new URL(url, address);
  const forward = to.protocol === 'https:' ? overHttps : overHttp;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const onward = forward(
      to,
      { method, headers: { ...headers, host: to.host } },
      resolve,
    );
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

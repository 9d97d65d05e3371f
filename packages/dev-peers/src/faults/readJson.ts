import type { IncomingMessage } from 'node:http';

/** The body of a request; that of a request without one is an empty object. @internal */
export async function readJson(incoming: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}

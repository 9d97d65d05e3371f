import { Agent, request } from 'undici';
import type { Endpoint } from '../addresses';
import type { SecretValue } from '../SecretValue';

/** No answer of the contract comes near this size. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** What came back from one instance. @public */
export type EndpointAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
    }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'silent' };

/** One request to one instance. @public */
export interface EndpointQuestion {
  /** How it is asked. */
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly target: string;
  /** The bearer token, if the instance asks for one. */
  readonly token?: SecretValue;
  /** What is sent as the body. */
  readonly json?: unknown;
}

/**
 * Asks one instance once, on a fresh connection, without following redirects and without any proxy.
 * Never throws: whatever goes wrong on the way is `silent`, and the network's own words are dropped.
 * @public
 */
export async function askEndpoint(
  endpoint: Endpoint,
  question: EndpointQuestion,
  limit: { timeoutMs: number; signal: AbortSignal },
): Promise<EndpointAnswer> {
  const agent = new Agent({
    connect: { timeout: limit.timeoutMs, ...connectTo(endpoint) },
    maxHeaderSize: 16 * 1024,
  });
  try {
    const response = await request(`${endpoint.base}${question.target}`, {
      dispatcher: agent,
      method: question.method,
      reset: true,
      signal: AbortSignal.any([
        limit.signal,
        AbortSignal.timeout(limit.timeoutMs),
      ]),
      headers: {
        accept: 'application/json',
        'user-agent': 'keyturn',
        ...(question.token && {
          authorization: `Bearer ${question.token.reveal('value')}`,
        }),
        ...(question.json !== undefined && {
          'content-type': 'application/json',
        }),
      },
      body:
        question.json === undefined ? undefined : JSON.stringify(question.json),
    });
    const body = await readBounded(response.body);
    return body === undefined
      ? { kind: 'too-long' }
      : { kind: 'answered', status: response.statusCode, body };
  } catch {
    return { kind: 'silent' };
  } finally {
    await agent.destroy();
  }
}

async function readBounded(
  stream: AsyncIterable<Buffer>,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Connects to the discovered address while Host header and certificate check keep the name. */
function connectTo({ connectTo: to }: Endpoint) {
  if (!to) {
    return {};
  }
  return {
    lookup: (
      _host: string,
      options: { all?: boolean },
      done: (
        error: null,
        address: string | Array<{ address: string; family: number }>,
        family?: number,
      ) => void,
    ) =>
      options.all
        ? done(null, [{ address: to.address, family: to.family }])
        : done(null, to.address, to.family),
  };
}
